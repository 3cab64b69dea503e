//! Typed releases: the fields that the exchange uses, and in each object everything else that it held.
//!
//! A member that is null, empty or not of its field's type stays among the extra members, so that writing gives back
//! what was read.

mod common;
mod party;
mod release;
mod tender;

pub use common::{Classification, DateTime, Document, Ident, Milestone, Period, Value};
pub use party::{Address, ContactPoint, Identifier, OrganizationReference, Party, PartyDetails};
pub use release::{Award, Budget, Contract, Implementation, NotARelease, Planning, RelatedProcess, Release};
pub use tender::{
    AwardCriteria, AwardCriterion, AwardCriterionNumber, Item, Lot, Suitability, Tender, TenderCriteria, Unit,
};

use crate::json::{Json, Number, Object};

/// A type that a JSON value can be read as.
pub(crate) trait Wire: Sized {
    /// `None` if the value is not of this type.
    fn read(json: &Json) -> Option<Self>;
    fn write(&self) -> Json;
}

/// A field of a wire type: required, optional or a list.
pub(crate) trait Member: Sized {
    /// Takes the member out of the object; `None` if the field is required and cannot be read.
    fn take(object: &mut Object, name: &str) -> Option<Self>;
    fn put(&self, object: &mut Object, name: &str);
}

impl<T: Wire> Member for Option<T> {
    fn take(object: &mut Object, name: &str) -> Option<Self> {
        let read = object.get(name).and_then(T::read);
        if read.is_some() {
            object.remove(name);
        }
        Some(read)
    }
    fn put(&self, object: &mut Object, name: &str) {
        if let Some(value) = self {
            object.set(name, value.write());
        }
    }
}

impl<T: Wire> Member for Vec<T> {
    fn take(object: &mut Object, name: &str) -> Option<Self> {
        let items = object.get(name).and_then(Json::as_array).unwrap_or_default();
        let read: Option<Self> = items.iter().map(T::read).collect();
        let read = read.unwrap_or_default();
        if !read.is_empty() {
            object.remove(name);
        }
        Some(read)
    }
    fn put(&self, object: &mut Object, name: &str) {
        if !self.is_empty() {
            object.set(name, Json::Array(self.iter().map(T::write).collect()));
        }
    }
}

/// A required field of a wire type that stands for itself.
macro_rules! required {
    ($($ty:ty),*) => {$(
        impl Member for $ty {
            fn take(object: &mut Object, name: &str) -> Option<Self> {
                let read = object.get(name).and_then(<$ty as Wire>::read)?;
                object.remove(name);
                Some(read)
            }
            fn put(&self, object: &mut Object, name: &str) {
                object.set(name, self.write());
            }
        }
    )*};
}
required!(String, Ident, DateTime);

impl Wire for String {
    fn read(json: &Json) -> Option<Self> {
        json.as_text().map(str::to_owned)
    }
    fn write(&self) -> Json {
        Json::Text(self.clone())
    }
}

impl Wire for bool {
    fn read(json: &Json) -> Option<Self> {
        if let Json::Bool(value) = json {
            Some(*value)
        } else {
            None
        }
    }
    fn write(&self) -> Json {
        Json::Bool(*self)
    }
}

impl Wire for i64 {
    fn read(json: &Json) -> Option<Self> {
        if let Json::Number(number) = json {
            number.as_str().parse().ok()
        } else {
            None
        }
    }
    fn write(&self) -> Json {
        Json::Number(Number::from(*self))
    }
}

impl Wire for Number {
    fn read(json: &Json) -> Option<Self> {
        if let Json::Number(number) = json {
            Some(number.clone())
        } else {
            None
        }
    }
    fn write(&self) -> Json {
        Json::Number(self.clone())
    }
}

/// A struct whose fields are members of a JSON object, with `extra` for the members that it does not know.
macro_rules! wire {
    ($(#[$meta:meta])* pub struct $Name:ident {
        $($(#[$field_meta:meta])* $field:ident: $ty:ty = $key:literal,)*
    }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub struct $Name {
            $($(#[$field_meta])* pub $field: $ty,)*
            /// Members that have no field here, and those that could not be read into theirs: written back as they are.
            pub extra: $crate::json::Object,
        }

        impl $crate::types::Wire for $Name {
            fn read(json: &$crate::json::Json) -> Option<Self> {
                let mut object = json.as_object()?.clone();
                $(let $field = <$ty as $crate::types::Member>::take(&mut object, $key)?;)*
                Some(Self { $($field,)* extra: object })
            }
            fn write(&self) -> $crate::json::Json {
                let mut object = $crate::json::Object::new();
                $($crate::types::Member::put(&self.$field, &mut object, $key);)*
                for (name, value) in self.extra.iter() {
                    if !object.contains(name) {
                        object.set(name, value.clone());
                    }
                }
                $crate::json::Json::Object(object)
            }
        }
    };
}
use wire;
