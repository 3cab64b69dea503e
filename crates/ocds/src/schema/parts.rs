//! The tables of what many sections hold: organisations, items, values, periods.

use super::Kind::{Bool, Currency, DateTime, Id, Integer, Number, Object, Objects, Text, Texts, Uri};
use super::tables::ID;
use super::{Shape, field};

pub(super) static REFERENCE: Shape = Shape {
    fields: &[
        field("name", Text).filled(),
        field("id", Id).not_null(),
        field("identifier", Object(&IDENTIFIER)),
        field("address", Object(&ADDRESS)),
        field("additionalIdentifiers", Objects(&IDENTIFIER)).unique().whole(),
        field("contactPoint", Object(&CONTACT_POINT)),
    ],
};

pub(super) static ORGANIZATION: Shape = Shape {
    fields: &[
        field("name", Text),
        field("id", Text).not_null(),
        field("identifier", Object(&IDENTIFIER)),
        field("additionalIdentifiers", Objects(&IDENTIFIER)).unique().whole(),
        field("address", Object(&ADDRESS)),
        field("contactPoint", Object(&CONTACT_POINT)),
        field("roles", Texts),
        field("details", Object(&DETAILS)).nullable(),
    ],
};

pub(super) static DETAILS: Shape = Shape {
    fields: &[
        field("scale", Text).extension(),
        field("vcse", Bool).extension(),
        field("url", Uri).extension(),
        field("publicServiceMissionOrganization", Bool).extension(),
        field("shelteredWorkshop", Bool).extension(),
    ],
};

pub(super) static ITEM: Shape = Shape {
    fields: &[
        ID,
        field("description", Text),
        field("classification", Object(&CLASSIFICATION)),
        field("additionalClassifications", Objects(&CLASSIFICATION))
            .unique()
            .whole(),
        field("quantity", Number),
        field("unit", Object(&UNIT)),
        field("relatedLot", Id).extension(),
        field("deliveryAddress", Object(&ADDRESS)).extension(),
        field("deliveryAddresses", Objects(&ADDRESS)).whole().extension(),
    ],
};

pub(super) static UNIT: Shape = Shape {
    fields: &[
        field("scheme", Text),
        field("id", Text),
        field("name", Text),
        field("value", Object(&VALUE)),
        field("uri", Uri),
    ],
};

pub(super) static AMENDMENT: Shape = Shape {
    fields: &[
        field("date", DateTime),
        field("rationale", Text),
        field("id", Text),
        field("description", Text),
        field("amendsReleaseID", Text),
        field("releaseID", Text),
        field("changes", Objects(&CHANGE)),
    ],
};

pub(super) static CHANGE: Shape = Shape {
    fields: &[field("property", Text).not_null()],
};

pub(super) static CLASSIFICATION: Shape = Shape {
    fields: &[
        field("scheme", Text),
        field("id", Id),
        field("description", Text),
        field("uri", Uri),
    ],
};

pub(super) static IDENTIFIER: Shape = Shape {
    fields: &[
        field("scheme", Text),
        field("id", Id),
        field("legalName", Text),
        field("uri", Uri),
    ],
};

pub(super) static ADDRESS: Shape = Shape {
    fields: &[
        field("streetAddress", Text),
        field("locality", Text),
        field("region", Text),
        field("postalCode", Text),
        field("countryName", Text),
    ],
};

pub(super) static CONTACT_POINT: Shape = Shape {
    fields: &[
        field("name", Text),
        field("email", Text),
        field("telephone", Text),
        field("faxNumber", Text),
        field("url", Uri),
    ],
};

pub(super) static VALUE: Shape = Shape {
    fields: &[
        field("amount", Number),
        field("currency", Currency),
        field("amountGross", Number).extension(),
    ],
};

pub(super) static PERIOD: Shape = Shape {
    fields: &[
        field("startDate", DateTime),
        field("endDate", DateTime),
        field("maxExtentDate", DateTime),
        field("durationInDays", Integer),
    ],
};

pub(super) static RELATED_PROCESS: Shape = Shape {
    fields: &[
        field("id", Text).not_null(),
        field("relationship", Texts),
        field("title", Text),
        field("scheme", Text),
        field("identifier", Text),
        field("uri", Uri),
    ],
};
