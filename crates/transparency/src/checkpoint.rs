//! The head of a log, as it is signed and published.

use crate::{Hash, MAX_SIZE, Note, NoteError, VerifyingKey};

/// How large a log was, and its root then.
///
/// ```
/// use svx_transparency::{Checkpoint, empty_root};
/// let checkpoint = Checkpoint::new("exchange.example/log", 0, empty_root())?;
/// assert_eq!(checkpoint.to_text(), "exchange.example/log\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n");
/// # Ok::<(), svx_transparency::NoteError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// The log that it is of.
    pub origin: String,
    /// How many leaves the log had.
    pub size: u64,
    /// The root of the tree of that size.
    pub root: Hash,
    /// Lines after the first three, each of which the log gives its own meaning.
    pub extensions: Vec<String>,
}

impl Checkpoint {
    /// A head of a log.
    pub fn new(origin: &str, size: u64, root: Hash) -> Result<Self, NoteError> {
        let checkpoint = Self {
            origin: origin.to_owned(),
            size,
            root,
            extensions: Vec::new(),
        };
        checkpoint.checked()
    }

    /// With one more line.
    pub fn with_extension(mut self, line: &str) -> Result<Self, NoteError> {
        self.extensions.push(line.to_owned());
        self.checked()
    }

    fn checked(self) -> Result<Self, NoteError> {
        let bad = |problem| Err(NoteError::malformed("a checkpoint", problem));
        let is_line = |line: &str| !line.is_empty() && !line.contains(|c: char| c.is_control());
        if !is_line(&self.origin) || !self.extensions.iter().all(|line| is_line(line)) {
            return bad("a line is empty or has a control character");
        }
        if self.size > MAX_SIZE {
            return bad("its size is larger than any may be");
        }
        Ok(self)
    }

    /// Reads the text of a checkpoint.
    pub fn parse(text: &str) -> Result<Self, NoteError> {
        let bad = |problem| NoteError::malformed("a checkpoint", problem);
        let body = text.strip_suffix('\n').ok_or(bad("it must end with a line feed"))?;
        let mut lines = body.split('\n');
        let mut line = || lines.next().ok_or(bad("it must have three lines or more"));
        let (origin, size, root) = (line()?, line()?, line()?);
        let checkpoint = Self {
            origin: origin.to_owned(),
            size: decimal(size).ok_or(bad("its size is no decimal number"))?,
            root: Hash::from_base64(root)?,
            extensions: lines.map(str::to_owned).collect(),
        };
        checkpoint.checked()
    }

    /// The text that is signed.
    pub fn to_text(&self) -> String {
        let mut text = format!("{}\n{}\n{}\n", self.origin, self.size, self.root.to_base64());
        for line in &self.extensions {
            text.push_str(line);
            text.push('\n');
        }
        text
    }

    /// Reads a checkpoint from a note that one of these keys signed.
    pub fn verified(note: &Note, keys: &[VerifyingKey]) -> Result<Self, NoteError> {
        note.verify(keys)?;
        Self::parse(note.text())
    }
}

/// A decimal number without a sign and without noughts before it.
pub(crate) fn decimal(text: &str) -> Option<u64> {
    let is_plain = text.bytes().all(|byte| byte.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
    if is_plain { text.parse().ok() } else { None }
}
