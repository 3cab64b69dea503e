//! The pages that hold the product together.

use svx_testkit::{Client, World, both_stores};

fn client(world: &World) -> Client {
    Client::new(svx_web::router(world.app.clone()))
}

#[path = "shell/about.rs"]
mod about;
#[path = "shell/complaints.rs"]
mod complaints;
#[path = "shell/home.rs"]
mod home;
#[path = "shell/operator.rs"]
mod operator;
