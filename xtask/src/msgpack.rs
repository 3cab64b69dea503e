//! As much of MessagePack as the postcode columns need.

use anyhow::{Context, Result, bail};

/// A value. Texts borrow from the input.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value<'a> {
    Nil,
    Number(f64),
    Text(&'a str),
    Array(Vec<Self>),
    Map(Vec<(Self, Self)>),
}

impl<'a> Value<'a> {
    /// Reads one value that takes up all the bytes.
    pub(crate) fn read(bytes: &'a [u8]) -> Result<Self> {
        let mut input = Input { bytes };
        let value = input.value()?;
        if !input.bytes.is_empty() {
            bail!("{} bytes are left after the value", input.bytes.len());
        }
        Ok(value)
    }

    /// The value of a text key in a map.
    pub(crate) fn get(&self, key: &str) -> Result<&Self> {
        let Self::Map(entries) = self else {
            bail!("expected a map with {key}")
        };
        let entry = entries.iter().find(|(name, _)| *name == Value::Text(key));
        entry
            .map(|(_, value)| value)
            .with_context(|| format!("the map has no {key}"))
    }

    /// The items of an array.
    pub(crate) fn items(&self) -> Result<&[Self]> {
        let Self::Array(items) = self else {
            bail!("expected an array")
        };
        Ok(items)
    }
}

struct Input<'a> {
    bytes: &'a [u8],
}

impl<'a> Input<'a> {
    fn take(&mut self, count: usize) -> Result<&'a [u8]> {
        let (taken, rest) = self.bytes.split_at_checked(count).context("the bytes end too early")?;
        self.bytes = rest;
        Ok(taken)
    }

    /// A big-endian number of `N` bytes.
    fn number<const N: usize>(&mut self) -> Result<u64> {
        Ok(self
            .take(N)?
            .iter()
            .fold(0, |number, byte| number << 8 | u64::from(*byte)))
    }

    fn value(&mut self) -> Result<Value<'a>> {
        let mark = self.number::<1>()? as u8;
        Ok(match mark {
            0x00..=0x7f => Value::Number(f64::from(mark)),
            0x80..=0x8f => self.map(u64::from(mark & 0x0f))?,
            0x90..=0x9f => self.array(u64::from(mark & 0x0f))?,
            0xa0..=0xbf => self.text(u64::from(mark & 0x1f))?,
            0xc0 => Value::Nil,
            0xca => Value::Number(f64::from(f32::from_bits(self.number::<4>()? as u32))),
            0xcb => Value::Number(f64::from_bits(self.number::<8>()?)),
            0xcc => Value::Number(self.number::<1>()? as f64),
            0xcd => Value::Number(self.number::<2>()? as f64),
            0xce => Value::Number(self.number::<4>()? as f64),
            0xd0 => Value::Number(f64::from(self.number::<1>()? as u8 as i8)),
            0xd1 => Value::Number(f64::from(self.number::<2>()? as u16 as i16)),
            0xd2 => Value::Number(f64::from(self.number::<4>()? as u32 as i32)),
            0xd9 => self.number::<1>().and_then(|length| self.text(length))?,
            0xda => self.number::<2>().and_then(|length| self.text(length))?,
            0xdc => self.number::<2>().and_then(|length| self.array(length))?,
            0xdd => self.number::<4>().and_then(|length| self.array(length))?,
            0xde => self.number::<2>().and_then(|length| self.map(length))?,
            0xe0..=0xff => Value::Number(f64::from(mark as i8)),
            other => bail!("a value of the kind {other:#04x} is not expected in the postcode columns"),
        })
    }

    fn text(&mut self, length: u64) -> Result<Value<'a>> {
        let bytes = self.take(usize::try_from(length)?)?;
        Ok(Value::Text(str::from_utf8(bytes)?))
    }

    fn array(&mut self, length: u64) -> Result<Value<'a>> {
        Ok(Value::Array((0..length).map(|_| self.value()).collect::<Result<_>>()?))
    }

    fn map(&mut self, length: u64) -> Result<Value<'a>> {
        let entries = (0..length).map(|_| Ok((self.value()?, self.value()?)));
        Ok(Value::Map(entries.collect::<Result<_>>()?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_shape_of_the_postcode_columns() {
        let bytes = b"\x81\xa3pcd\x93\xa2B1\xcb\x40\x09\x21\xfb\x54\x44\x2d\x18\xc0";
        let value = Value::read(bytes).unwrap();
        let expect = [Value::Text("B1"), Value::Number(std::f64::consts::PI), Value::Nil];
        assert_eq!(value.get("pcd").unwrap().items().unwrap(), expect);
    }

    #[test]
    fn says_when_the_bytes_are_cut_or_left_over() {
        assert!(Value::read(b"\xa3pc").is_err());
        assert!(Value::read(b"\xc0\xc0").is_err());
        assert!(Value::read(b"\xc7").is_err());
    }
}
