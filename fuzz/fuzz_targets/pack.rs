//! Any bytes as a table of a policy pack: refused with problems that have a line, or read back as it was written.

#![no_main]

use libfuzzer_sys::fuzz_target;
use svx_formats::{pack, proxies};

fuzz_target!(|bytes: &[u8]| {
    for (_, _, layout) in proxies::Layout::ALL {
        let _ = proxies::read(bytes, layout);
    }
    match pack::read(bytes) {
        Ok(read) => {
            let written = pack::write(&read).expect("a pack is written");
            assert_eq!(pack::read(&written).expect("what is written is read"), read);
        }
        Err(problems) => assert!(!problems.0.is_empty() && problems.0.iter().all(|problem| problem.line > 0)),
    }
});
