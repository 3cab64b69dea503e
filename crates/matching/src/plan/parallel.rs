//! Work on blocks of a list by several threads, and what comes of it in order.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::ops::Range;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::sync_channel;

/// How many are worked on in one go: few enough that threads end together, enough that handing over costs nothing.
const BLOCK: usize = 512;

/// Works on `0..count` block by block and hands what comes of each block to `take`, in order. Ends early, with false, as soon
/// as `take` says that it has had enough.
pub(super) fn in_blocks<T: Send>(
    count: usize,
    threads: NonZeroUsize,
    work: impl Fn(Range<usize>) -> T + Sync,
    mut take: impl FnMut(usize, T) -> bool,
) -> bool {
    let blocks = count.div_ceil(BLOCK);
    let range = |block: usize| block * BLOCK..((block + 1) * BLOCK).min(count);
    if threads.get() == 1 || blocks < 2 {
        return (0..blocks).all(|block| take(range(block).end, work(range(block))));
    }
    let (next, stopped) = (AtomicUsize::new(0), AtomicBool::new(false));
    std::thread::scope(|scope| {
        let (send, receive) = sync_channel(threads.get() * 2);
        for _ in 0..threads.get().min(blocks) {
            let (send, next, stopped, work, range) = (send.clone(), &next, &stopped, &work, &range);
            scope.spawn(move || {
                while !stopped.load(Ordering::Relaxed) {
                    let block = next.fetch_add(1, Ordering::Relaxed);
                    if block >= blocks || send.send((block, work(range(block)))).is_err() {
                        return;
                    }
                }
            });
        }
        drop(send);
        let mut waiting = BTreeMap::new();
        let mut due = 0;
        for (block, made) in receive {
            waiting.insert(block, made);
            while let Some(made) = waiting.remove(&due) {
                if !take(range(due).end, made) {
                    stopped.store(true, Ordering::Relaxed);
                    return false;
                }
                due += 1;
            }
        }
        true
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_come_in_order_whatever_the_number_of_threads() {
        for threads in 1..4 {
            let threads = NonZeroUsize::new(threads).unwrap();
            let mut seen = Vec::new();
            assert!(in_blocks(
                2_000,
                threads,
                |range| range.collect::<Vec<_>>(),
                |_, block| {
                    seen.extend(block);
                    true
                }
            ));
            assert_eq!(seen, (0..2_000).collect::<Vec<_>>());
            let mut taken = 0;
            assert!(!in_blocks(
                2_000,
                threads,
                |range| range.len(),
                |_, _| {
                    taken += 1;
                    taken < 2
                }
            ));
            assert_eq!(taken, 2);
        }
    }
}
