//! Part of svx.
