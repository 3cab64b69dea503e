//! The spanning tree of the network simplex method.

/// "None" where a node is expected.
pub(super) const NONE: u32 = u32::MAX;

/// A node's place in the tree.
#[derive(Debug, Clone, Copy)]
pub(super) struct Node {
    pub(super) parent: u32,
    /// The arc to the parent.
    pub(super) arc: u32,
    /// Whether that arc leads to the parent, and not from it.
    pub(super) up: bool,
    pub(super) depth: u32,
    first_child: u32,
    next: u32,
    previous: u32,
}

/// A rooted tree whose parts can be hung elsewhere.
#[derive(Debug)]
pub(super) struct Tree {
    pub(super) nodes: Vec<Node>,
}

impl Tree {
    /// All nodes but the last hang from the last, each by an arc that leads up or not.
    pub(super) fn star(arcs: impl Iterator<Item = (u32, bool)>) -> Self {
        let node = |parent, arc, up, depth| {
            let (first_child, next, previous) = (NONE, NONE, NONE);
            Node {
                parent,
                arc,
                up,
                depth,
                first_child,
                next,
                previous,
            }
        };
        let mut nodes: Vec<Node> = arcs.map(|(arc, up)| node(NONE, arc, up, 1)).collect();
        let root = nodes.len() as u32;
        nodes.push(node(NONE, NONE, false, 0));
        let mut tree = Self { nodes };
        for child in (0..root).rev() {
            tree.hang(child, root);
        }
        tree
    }

    /// Where the paths of two nodes to the root meet.
    pub(super) fn join(&self, mut one: u32, mut other: u32) -> u32 {
        while one != other {
            let (first, second) = (&self.nodes[one as usize], &self.nodes[other as usize]);
            if first.depth >= second.depth {
                one = first.parent;
            } else {
                other = second.parent;
            }
        }
        one
    }

    /// Takes the part below `cut` off, and hangs it by its node `inner` from `outer`, with an arc that leads up or not.
    pub(super) fn rehang(&mut self, cut: u32, inner: u32, outer: u32, arc: u32, up: bool) {
        let (mut node, mut parent, mut arc, mut up) = (inner, outer, arc, up);
        loop {
            let Node {
                parent: next,
                arc: next_arc,
                up: next_up,
                ..
            } = self.nodes[node as usize];
            self.unhang(node);
            let place = &mut self.nodes[node as usize];
            (place.arc, place.up) = (arc, up);
            self.hang(node, parent);
            if node == cut {
                return;
            }
            // What led from the next node's child to it leads the other way now.
            (parent, node, arc, up) = (node, next, next_arc, !next_up);
        }
    }

    /// The next node after one in the part below `top`, every node before its children.
    pub(super) fn after(&self, node: u32, top: u32) -> Option<u32> {
        let mut at = &self.nodes[node as usize];
        if at.first_child != NONE {
            return Some(at.first_child);
        }
        let mut node = node;
        while node != top {
            if at.next != NONE {
                return Some(at.next);
            }
            node = at.parent;
            at = &self.nodes[node as usize];
        }
        None
    }

    fn hang(&mut self, node: u32, parent: u32) {
        let next = std::mem::replace(&mut self.nodes[parent as usize].first_child, node);
        if next != NONE {
            self.nodes[next as usize].previous = node;
        }
        let place = &mut self.nodes[node as usize];
        (place.parent, place.next, place.previous) = (parent, next, NONE);
    }

    fn unhang(&mut self, node: u32) {
        let Node {
            parent, next, previous, ..
        } = self.nodes[node as usize];
        if next != NONE {
            self.nodes[next as usize].previous = previous;
        }
        match previous {
            NONE => self.nodes[parent as usize].first_child = next,
            previous => self.nodes[previous as usize].next = next,
        }
    }
}
