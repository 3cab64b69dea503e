//! Matches, commitments, deliveries and figures as pages: forms, what they refuse, and who gets them.
#![expect(clippy::unwrap_used, reason = "a test that cannot be set up fails, and says why")]

use axum::body::Body;
use http::{Request, header};
use svx_domain::organisation::{Actor, OrganisationKind};
use svx_testkit::{Answer, Client, Exchange, World, both_stores};

async fn client(world: &World, actor: &Actor) -> Client {
    Client::new(svx_web::router(world.app.clone())).with_session(&world.session(actor).await)
}

/// Goes to the page after a form was taken.
async fn followed(client: &Client, answer: &Answer) -> Answer {
    assert_eq!(answer.status, 303, "{}", answer.words());
    client.get(answer.location()).await
}

/// The value of a hidden field of a page.
fn hidden(page: &Answer, name: &str) -> String {
    let (_, rest) = page.body.split_once(&format!("name=\"{name}\" value=\"")).unwrap();
    rest.split('"').next().unwrap().to_owned()
}

/// The first address on a page that begins so.
fn address(page: &Answer, start: &str) -> String {
    let at = page
        .body
        .find(&format!("\"{start}"))
        .unwrap_or_else(|| panic!("no {start} in {}", page.words()))
        + 1;
    page.body[at..].split('"').next().unwrap().replace("&amp;", "&")
}

/// Sends the form of a delivery with files, as a browser does.
async fn report(client: &Client, path: &str, fields: &[(&str, &str)], files: &[(&str, &str, &[u8])]) -> Answer {
    let form = client.get(path).await;
    let (csrf, key) = (hidden(&form, "csrf_token"), hidden(&form, "key"));
    report_with(client, path, &csrf, &key, fields, files).await
}

async fn report_with(
    client: &Client,
    path: &str,
    csrf: &str,
    key: &str,
    fields: &[(&str, &str)],
    files: &[(&str, &str, &[u8])],
) -> Answer {
    let mut body = Vec::new();
    let all = fields.iter().copied().chain([("csrf_token", csrf), ("key", key)]);
    for (name, value) in all {
        body.extend(format!("--X\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").bytes());
    }
    for (name, file, bytes) in files {
        let head = format!(
            "--X\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{file}\"\r\nContent-Type: image/jpeg\r\n\r\n"
        );
        body.extend(head.bytes());
        body.extend(*bytes);
        body.extend(b"\r\n");
    }
    body.extend(b"--X--\r\n");
    let request = Request::post(path)
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=X")
        .header("sec-fetch-site", "same-origin")
        .body(Body::from(body));
    client.send(request.unwrap()).await
}

const TODAY: [(&str, &str); 3] = [("day-day", "23"), ("day-month", "11"), ("day-year", "2026")];

both_stores! {
    async fn twelve_chairs_by_forms_alone(world: World) {
        let exchange = Exchange::new(&world).await;
        let (supplier, community) = (client(&world, &exchange.supplier).await, client(&world, &exchange.community).await);

        let project = community.get(&format!("/projects/{}", exchange.slug)).await;
        assert!(project.words().contains("Who has helped Nobody has yet."), "{}", project.words());
        let fitting = community.get(&address(&project, &format!("/projects/{}/suggestions", exchange.slug))).await;
        assert!(fitting.words().contains("Stacking chairs"), "{}", fitting.words());

        let suggestions = supplier.get(&format!("/offers/{}/suggestions", exchange.offer)).await;
        assert!(suggestions.words().contains("1 need fits"), "{}", suggestions.words());
        let begin = address(&suggestions, "/matches/new?");
        let wrong = supplier.submit(&begin, "/matches/new", &[("need", &exchange.need.to_string()), ("offer", &exchange.offer.to_string()), ("quantity", "99")]).await;
        assert_eq!(wrong.status, 422);
        assert!(wrong.words().contains("Only 12 chairs are still needed"));
        let sent = supplier.submit(&begin, "/matches/new", &[("need", &exchange.need.to_string()), ("offer", &exchange.offer.to_string()), ("quantity", "12")]).await;
        let page = sent.location().to_owned();
        assert!(followed(&supplier, &sent).await.words().contains("You have sent your offer"));

        let waiting = community.get("/matches?show=waiting").await;
        assert!(waiting.words().contains("12 chairs for Lunch for fifty"), "{}", waiting.words());
        let empty = community.submit(&page, &format!("{page}/message"), &[("message", "  ")]).await;
        assert_eq!((empty.status.as_u16(), empty.words().contains("Write a message")), (422, true));
        community.submit(&page, &format!("{page}/message"), &[("message", "Ring the <bell>")]).await;
        let accepted = community.submit(&page, &format!("{page}/accept"), &[]).await;
        let after = followed(&community, &accepted).await;
        assert!(after.body.contains("Ring the &lt;bell&gt;"));
        let commitment = address(&after, "/commitments/");
        // A second tap on the same button changes nothing.
        assert_eq!(community.submit(&page, &format!("{page}/accept"), &[]).await.status, 409);

        let form = format!("{commitment}/report");
        let future = report(&supplier, &form, &[("quantity", "12"), ("day-day", "1"), ("day-month", "1"), ("day-year", "2027")], &[]).await;
        assert_eq!(future.status, 422);
        assert!(future.words().contains("must be today or in the past"), "{}", future.words());
        let fake = report(&supplier, &form, &[&[("quantity", "12"), ("description-2", "Chairs")], &TODAY[..]].concat(), &[("photo-2", "x.jpg", b"<svg/>")]).await;
        assert_eq!(fake.status, 422);
        assert!(fake.words().contains("‘x.jpg’ must be a JPEG, PNG or WebP photograph"));

        let jpeg = include_bytes!("../../ui/assets/svx.svg");
        let unnamed = report(&supplier, &form, &[&[("quantity", "12")], &TODAY[..]].concat(), &[("photo-1", "mark.svg", jpeg)]).await;
        assert!(unnamed.words().contains("Say what ‘mark.svg’ shows"));

        let blank = supplier.get(&form).await;
        let (csrf, key) = (hidden(&blank, "csrf_token"), hidden(&blank, "key"));
        let fields = [&[("quantity", "12")], &TODAY[..]].concat();
        for _ in 0..2 {
            let sent = report_with(&supplier, &form, &csrf, &key, &fields, &[]).await;
            assert_eq!((sent.status.as_u16(), sent.location()), (303, commitment.as_str()));
        }
        let seen = community.get(&commitment).await;
        assert!(seen.words().contains("It arrived") && !seen.words().contains("Delivery 2"), "{}", seen.words());
        let confirm = address(&seen, "/deliveries/");
        let too_many = community.submit(&commitment, &confirm, &[("verdict", "part"), ("part", "13")]).await;
        assert_eq!(too_many.status, 422);
        let done = community.submit(&commitment, &confirm, &[("verdict", "all")]).await;
        assert!(followed(&community, &done).await.words().contains("You have confirmed it"));

        let project = format!("/projects/{}", exchange.slug);
        let public = Client::new(svx_web::router(world.app.clone())).get(&project).await;
        assert!(public.words().contains("Aire Office Fitters To be given in all 12 chairs Arrived 12 chairs"), "{}", public.words());
        assert!(!public.words().contains("See offers that fit"));
        let rated = community.submit(&page, &format!("{page}/feedback"), &[("rating", "9")]).await;
        assert_eq!(rated.status, 422);

        // Everyone sees the figures and what is behind them.
        let slug = {
            let mut conn = world.app.db.read().await.unwrap();
            let id = exchange.authority.organisation().unwrap();
            svx_store::organisations::by_id(&mut conn, id).await.unwrap().unwrap().slug
        };
        let public = Client::new(svx_web::router(world.app.clone()));
        let figures = public.get(&format!("/authorities/{slug}/figures")).await;
        insta::assert_snapshot!(figures.words(), @"Figures of Leeds City Council What it would cost to buy or hire what suppliers give to community projects. Promised £420 1 commitment Ordered £420 What is to be given in all Delivered £420 in 1 of 1 Validated £420 in 1 of 1 By resource Resource Promised Ordered Delivered Validated Validated: what it would cost Resource chairs Promised 12 chairs Ordered 12 chairs Delivered 12 chairs Validated 12 chairs Validated: what it would cost £420");
        let entries = public.get(&format!("/authorities/{slug}/entries?show=validated")).await;
        assert!(entries.words().contains("From Aire Office Fitters For Holbeck Lunch Club Promised 12 chairs"), "{}", entries.words());
        assert!(!entries.words().contains("Person of"));
    }

    async fn a_photograph_is_served_so_that_it_can_do_nothing(world: World) {
        let exchange = Exchange::new(&world).await;
        let (supplier, community) = (client(&world, &exchange.supplier).await, client(&world, &exchange.community).await);
        let begin = format!("/matches/new?need={}&offer={}", exchange.need, exchange.offer);
        let sent = supplier.submit(&begin, "/matches/new", &[("need", &exchange.need.to_string()), ("offer", &exchange.offer.to_string()), ("quantity", "12")]).await;
        let page = sent.location().to_owned();
        community.submit(&page, &format!("{page}/accept"), &[]).await;
        let commitment = address(&community.get(&page).await, "/commitments/");
        let form = format!("{commitment}/report");
        // The smallest PNG: one grey pixel.
        let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\0\0\0\0:~\x9bU\0\0\0\nIDATx\x9cch\0\0\0\x82\0\x81w\xcdr\xb6\0\0\0\0IEND\xaeB`\x82";
        let fields = [&[("quantity", "1"), ("description-3", "A \"chair\"")], &TODAY[..]].concat();
        let sent = report(&supplier, &form, &fields, &[("photo-3", "../../chair.png", png)]).await;
        assert_eq!(sent.status, 303, "{}", sent.words());
        let seen = community.get(&commitment).await;
        assert!(seen.body.contains("alt=\"A &quot;chair&quot;\""));
        let evidence = address(&seen, "/evidence/");
        let photo = community.get(&evidence).await;
        assert_eq!((photo.status.as_u16(), photo.headers["content-type"].to_str().unwrap()), (200, "image/png"));
        assert!(photo.headers["content-security-policy"].to_str().unwrap().ends_with("sandbox"));
        assert_eq!(photo.headers["x-content-type-options"], "nosniff");
        let stranger = client(&world, &world.team(OrganisationKind::Community, "Somebody Else").await).await;
        assert_eq!(stranger.get(&evidence).await.status, 404);
        for path in [&page, &commitment, &form] {
            assert_eq!(stranger.get(path).await.status, 404, "{path}");
        }
        let nobody = Client::new(svx_web::router(world.app.clone()));
        assert!(nobody.get(&evidence).await.location().starts_with("/sign-in?next="));
        // The supplier cannot confirm its own delivery, and the community cannot report one.
        let confirm = address(&seen, "/deliveries/");
        assert_eq!(supplier.submit(&commitment, &confirm, &[("verdict", "all")]).await.status, 403);
        assert_eq!(community.get(&form).await.status, 403);
    }

    async fn a_problem_is_reported_and_settled(world: World) {
        let exchange = Exchange::new(&world).await;
        let (supplier, community) = (client(&world, &exchange.supplier).await, client(&world, &exchange.community).await);
        let authority = client(&world, &exchange.authority).await;
        let begin = format!("/matches/new?need={}&offer={}", exchange.need, exchange.offer);
        let asked = community.submit(&begin, "/matches/new", &[("need", &exchange.need.to_string()), ("offer", &exchange.offer.to_string()), ("quantity", "4")]).await;
        let page = asked.location().to_owned();
        assert!(followed(&community, &asked).await.words().contains("You have asked for it"));
        let agreed = supplier.submit(&page, &format!("{page}/agree"), &[("quantity", "4")]).await;
        assert!(followed(&supplier, &agreed).await.words().contains("You have both agreed"));
        let commitment = address(&supplier.get(&page).await, "/commitments/");
        report(&supplier, &format!("{commitment}/report"), &[&[("quantity", "4")], &TODAY[..]].concat(), &[]).await;
        let confirm = address(&community.get(&commitment).await, "/deliveries/");
        let unsaid = community.submit(&commitment, &confirm, &[("verdict", "problem")]).await;
        assert_eq!((unsaid.status.as_u16(), unsaid.words().contains("Say what the problem is")), (422, true));
        community.submit(&commitment, &confirm, &[("verdict", "problem"), ("problem", "Two are broken")]).await;
        let resolve = confirm.replace("/confirm", "/resolve");
        let unchosen = authority.submit(&commitment, &resolve, &[("reason", "Seen")]).await;
        assert_eq!((unchosen.status.as_u16(), unchosen.words().contains("Choose how the problem is settled")), (422, true));
        let settled = authority.submit(&commitment, &resolve, &[("settlement", "part"), ("part", "2"), ("reason", "Two are whole")]).await;
        let seen = followed(&authority, &settled).await;
        assert!(seen.words().contains("Validated 2 chairs"), "{}", seen.words());
        assert!(authority.get("/commitments?show=to-come").await.words().contains("2 chairs still to come"));
    }
}
