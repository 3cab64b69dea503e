//! The tables themselves, one for each definition of the schema, in its order.

use super::Kind::{Bool, Code, Codes, Criteria, DateTime, Id, Integer, Number, Object, Objects, Text, Texts};
use super::Kind::{Uri, Uris};
use super::parts::{
    AMENDMENT, CLASSIFICATION, IDENTIFIER, ITEM, ORGANIZATION, PERIOD, REFERENCE, RELATED_PROCESS, VALUE,
};
use super::{Field, Shape, field};
use crate::codes;

/// The package itself, without its releases.
pub(crate) static PACKAGE: Shape = Shape {
    fields: &[
        field("uri", Uri).required(),
        field("version", Text).required(),
        field("extensions", Uris).not_null(),
        field("publishedDate", DateTime).required(),
        field("publisher", Object(&PUBLISHER)).required(),
        field("license", Uri),
        field("publicationPolicy", Uri),
    ],
};

static PUBLISHER: Shape = Shape {
    fields: &[
        field("name", Text).required(),
        field("scheme", Text),
        field("uid", Text),
        field("uri", Uri),
    ],
};

/// A release.
pub(crate) static RELEASE: Shape = Shape {
    fields: &[
        field("ocid", Text).required().filled(),
        field("id", Text).required().filled().omit(),
        field("date", DateTime).required().omit(),
        field("tag", Codes(codes::RELEASE_TAG)).required().filled().omit(),
        field("initiationType", Code(codes::INITIATION_TYPE)).required(),
        field("parties", Objects(&ORGANIZATION)).unique(),
        field("buyer", Object(&REFERENCE)),
        field("planning", Object(&PLANNING)),
        field("tender", Object(&TENDER)),
        field("awards", Objects(&AWARD)).unique(),
        field("contracts", Objects(&CONTRACT)).unique(),
        field("language", Text),
        field("relatedProcesses", Objects(&RELATED_PROCESS)).unique(),
    ],
};

static PLANNING: Shape = Shape {
    fields: &[
        field("rationale", Text),
        field("budget", Object(&BUDGET)),
        field("documents", Objects(&DOCUMENT)),
        field("milestones", Objects(&MILESTONE)),
    ],
};

static TENDER: Shape = Shape {
    fields: &[
        ID,
        field("title", Text),
        field("description", Text),
        field("status", Code(codes::TENDER_STATUS)),
        field("procuringEntity", Object(&REFERENCE)),
        field("items", Objects(&ITEM)).unique(),
        field("value", Object(&VALUE)),
        field("minValue", Object(&VALUE)),
        field("procurementMethod", Code(codes::METHOD)),
        field("procurementMethodDetails", Text),
        field("procurementMethodRationale", Text),
        field("mainProcurementCategory", Code(codes::PROCUREMENT_CATEGORY)),
        field("additionalProcurementCategories", Texts),
        field("awardCriteria", Criteria(&AWARD_CRITERIA)),
        field("awardCriteriaDetails", Text),
        field("submissionMethod", Texts),
        field("submissionMethodDetails", Text),
        field("tenderPeriod", Object(&PERIOD)),
        field("enquiryPeriod", Object(&PERIOD)),
        field("hasEnquiries", Bool),
        field("eligibilityCriteria", Text),
        field("awardPeriod", Object(&PERIOD)),
        field("contractPeriod", Object(&PERIOD)),
        field("numberOfTenderers", Integer),
        field("tenderers", Objects(&REFERENCE)).unique(),
        field("documents", Objects(&DOCUMENT)),
        field("milestones", Objects(&MILESTONE)),
        field("amendments", Objects(&AMENDMENT)),
        field("amendment", Object(&AMENDMENT)),
        field("lots", Objects(&LOT)).unique().extension(),
        field("suitability", Object(&SUITABILITY)).extension(),
        field("classification", Object(&CLASSIFICATION)).extension(),
        field("additionalClassifications", Objects(&CLASSIFICATION))
            .whole()
            .extension(),
        field("datePublished", DateTime).extension(),
        field("aboveThreshold", Bool).extension(),
    ],
};

static LOT: Shape = Shape {
    fields: &[
        ID,
        field("title", Text),
        field("description", Text),
        field("status", Text),
        field("value", Object(&VALUE)),
        field("minValue", Object(&VALUE)),
        field("contractPeriod", Object(&PERIOD)),
        field("suitability", Object(&SUITABILITY)),
        field("awardCriteria", Object(&AWARD_CRITERIA)),
    ],
};

static SUITABILITY: Shape = Shape {
    fields: &[field("sme", Bool), field("vcse", Bool)],
};

static AWARD_CRITERIA: Shape = Shape {
    fields: &[
        field("description", Text),
        field("weightingDescription", Text),
        field("criteria", Objects(&AWARD_CRITERION)).whole(),
    ],
};

static AWARD_CRITERION: Shape = Shape {
    fields: &[
        field("type", Text),
        field("name", Text),
        field("description", Text),
        field("numbers", Objects(&AWARD_CRITERION_NUMBER)).whole(),
    ],
};

static AWARD_CRITERION_NUMBER: Shape = Shape {
    fields: &[
        field("number", Number),
        field("weight", Text),
        field("fixed", Text),
        field("threshold", Text),
    ],
};

static AWARD: Shape = Shape {
    fields: &[
        ID,
        field("title", Text),
        field("description", Text),
        field("status", Code(codes::AWARD_STATUS)),
        field("date", DateTime),
        field("value", Object(&VALUE)),
        field("suppliers", Objects(&REFERENCE)).unique(),
        field("items", Objects(&ITEM)).unique().filled(),
        field("contractPeriod", Object(&PERIOD)),
        field("documents", Objects(&DOCUMENT)).unique(),
        field("amendments", Objects(&AMENDMENT)),
        field("amendment", Object(&AMENDMENT)),
        field("datePublished", DateTime).extension(),
        field("relatedLots", Texts).extension(),
        field("standstillPeriod", Object(&PERIOD)).extension(),
        field("aboveThreshold", Bool).extension(),
    ],
};

static CONTRACT: Shape = Shape {
    fields: &[
        ID,
        field("awardID", Id).required().filled(),
        field("title", Text),
        field("description", Text),
        field("status", Code(codes::CONTRACT_STATUS)),
        field("period", Object(&PERIOD)),
        field("value", Object(&VALUE)),
        field("items", Objects(&ITEM)).unique().filled(),
        field("dateSigned", DateTime),
        field("documents", Objects(&DOCUMENT)).unique(),
        field("implementation", Object(&IMPLEMENTATION)),
        field("relatedProcesses", Objects(&RELATED_PROCESS)).unique(),
        field("milestones", Objects(&MILESTONE)),
        field("amendments", Objects(&AMENDMENT)),
        field("amendment", Object(&AMENDMENT)),
        field("aboveThreshold", Bool).extension(),
        field("noAgreedMetricsRationale", Text).extension(),
    ],
};

static IMPLEMENTATION: Shape = Shape {
    fields: &[
        field("transactions", Objects(&TRANSACTION)).unique(),
        field("milestones", Objects(&MILESTONE)).unique(),
        field("documents", Objects(&DOCUMENT)).unique(),
    ],
};

static MILESTONE: Shape = Shape {
    fields: &[
        ID,
        field("title", Text),
        field("type", Text),
        field("description", Text),
        field("code", Text),
        field("dueDate", DateTime),
        field("dateMet", DateTime),
        field("dateModified", DateTime),
        field("status", Code(codes::MILESTONE_STATUS)),
        field("documents", Objects(&DOCUMENT)).unique(),
    ],
};

static DOCUMENT: Shape = Shape {
    fields: &[
        ID,
        field("documentType", Text),
        field("title", Text),
        field("description", Text),
        field("url", Uri),
        field("datePublished", DateTime),
        field("dateModified", DateTime),
        field("format", Text),
        field("language", Text),
    ],
};

static BUDGET: Shape = Shape {
    fields: &[
        field("id", Id),
        field("description", Text),
        field("amount", Object(&VALUE)),
        field("project", Text),
        field("projectID", Id),
        field("uri", Uri),
        field("source", Uri),
    ],
};

static TRANSACTION: Shape = Shape {
    fields: &[
        ID,
        field("source", Uri),
        field("date", DateTime),
        field("value", Object(&VALUE)),
        field("payer", Object(&REFERENCE)),
        field("payee", Object(&REFERENCE)),
        field("uri", Uri),
        field("amount", Object(&VALUE)),
        field("providerOrganization", Object(&IDENTIFIER)),
        field("receiverOrganization", Object(&IDENTIFIER)),
    ],
};

pub(super) const ID: Field = field("id", Id).required().filled();

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_of_a_shape_has_its_own_name() {
        for shape in [
            &PACKAGE,
            &RELEASE,
            &TENDER,
            &LOT,
            &AWARD,
            &CONTRACT,
            &ITEM,
            &ORGANIZATION,
            &REFERENCE,
        ] {
            let mut names: Vec<_> = shape.fields.iter().map(|field| field.name).collect();
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), shape.fields.len());
        }
    }
}
