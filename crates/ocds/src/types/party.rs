//! Organisations: who they are, where, and what part they play.

use super::{Ident, wire};

wire! {
    /// An organisation with all that is said of it.
    #[derive(Default)]
    pub struct Party {
        /// What the rest of the release refers to it by.
        id: Option<String> = "id",
        /// Its name.
        name: Option<String> = "name",
        /// Its main identifier in a register.
        identifier: Option<Identifier> = "identifier",
        /// Its other identifiers.
        additional_identifiers: Vec<Identifier> = "additionalIdentifiers",
        /// Where it is.
        address: Option<Address> = "address",
        /// Whom to ask.
        contact_point: Option<ContactPoint> = "contactPoint",
        /// partyRole.csv (open codelist): `buyer`, `supplier` and so on.
        roles: Vec<String> = "roles",
        /// What else is said of it.
        details: Option<PartyDetails> = "details",
    }
}

wire! {
    /// An identifier in a register; scheme and id joined by a hyphen make an org-id.
    #[derive(Default)]
    pub struct Identifier {
        /// The register's code at org-id.guide, such as `GB-COH`.
        scheme: Option<String> = "scheme",
        /// The number or code in that register.
        id: Option<Ident> = "id",
        /// The name that is registered.
        legal_name: Option<String> = "legalName",
        /// A web address that stands for the organisation.
        uri: Option<String> = "uri",
    }
}

wire! {
    /// A postal address.
    #[derive(Default)]
    pub struct Address {
        /// Building and street.
        street_address: Option<String> = "streetAddress",
        /// Town.
        locality: Option<String> = "locality",
        /// Region: a name, or in Find a Tender's data an ITL code.
        region: Option<String> = "region",
        /// Postcode.
        postal_code: Option<String> = "postalCode",
        /// Country.
        country_name: Option<String> = "countryName",
        /// ISO 3166-1 alpha-2.
        country: Option<String> = "country",
    }
}

wire! {
    /// Whom to ask.
    #[derive(Default)]
    pub struct ContactPoint {
        /// A person, a team or a function.
        name: Option<String> = "name",
        /// E-mail address.
        email: Option<String> = "email",
        /// Telephone number.
        telephone: Option<String> = "telephone",
        /// Web address.
        url: Option<String> = "url",
    }
}

wire! {
    /// What else is said of an organisation (organisation scale and UK extensions).
    #[derive(Default)]
    pub struct PartyDetails {
        /// `micro`, `sme` or `large`.
        scale: Option<String> = "scale",
        /// Whether it is a voluntary, community or social enterprise.
        vcse: Option<bool> = "vcse",
        /// Its web site.
        url: Option<String> = "url",
        /// Whether it is a public service mission organisation.
        public_service_mission: Option<bool> = "publicServiceMissionOrganization",
        /// Whether it is a supported employment provider.
        sheltered_workshop: Option<bool> = "shelteredWorkshop",
    }
}

wire! {
    /// A reference to one of the release's parties.
    #[derive(Default)]
    pub struct OrganizationReference {
        /// The party's id.
        id: Option<Ident> = "id",
        /// The party's name.
        name: Option<String> = "name",
    }
}
