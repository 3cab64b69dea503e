//! Complaints about the exchange, from anyone.

codes! {
    /// What a complaint is about.
    pub enum ComplaintAbout ("subject of complaints") {
        /// How the service works.
        Service = "service", "This service and how it works";
        /// Barriers for people with disabilities.
        Accessibility = "accessibility", "Using this service with a disability";
        /// An organisation, or something that it wrote here.
        Organisation = "organisation", "An organisation, or something it wrote here";
        /// How an authority ran a procurement here.
        Procurement = "procurement", "How a procurement was run";
        /// What is kept about a person.
        Data = "data", "What is kept about me or someone else";
    }
}
