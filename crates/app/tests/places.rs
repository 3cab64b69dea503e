//! Loading postcodes and outlines, and finding a postcode in what was loaded or in the table in the binary. All rows here
//! are invented.

#![expect(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

use std::path::PathBuf;
use svx_app::{
    Error,
    organisations::{details::Typed, edit::edit},
    places::{ImportOptions, Loaded, PostcodeFile, Precision, import_boundaries, import_postcodes, loads, locate},
};
use svx_places::Point;
use svx_testkit::{World, both_stores};

const HEADINGS: &str = "pcds,doterm,oslaua,oseast1m,osnrth1m\n";

struct File<'a> {
    world: &'a World,
    path: PathBuf,
}

impl<'a> File<'a> {
    fn new(world: &'a World, name: &str, text: &str) -> Self {
        let path = world.database.folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        Self { world, path }
    }

    fn options(&self, skip_bad_rows: bool) -> ImportOptions<'static> {
        ImportOptions {
            vintage: "2025-11".parse().unwrap(),
            skip_bad_rows,
            progress: &|_| {},
        }
    }

    async fn load(&self, publication: PostcodeFile, skip_bad_rows: bool) -> Result<Loaded, Error> {
        let files = [self.path.clone()];
        import_postcodes(
            &self.world.app,
            &World::SYSTEM,
            publication,
            &files,
            &self.options(skip_bad_rows),
        )
        .await
    }

    async fn outlines(&self) -> Result<Loaded, Error> {
        import_boundaries(&self.world.app, &World::SYSTEM, &self.path, None, &self.options(false)).await
    }
}

async fn place(world: &World, postcode: &str) -> Result<(Precision, &'static str, Point), String> {
    let found = locate(&world.app, postcode.parse().unwrap()).await.unwrap();
    found
        .map(|at| (at.precision, at.authority.name.as_str(), at.point))
        .map_err(|error| error.to_string())
}

fn at(easting_m: i32, northing_m: i32) -> Point {
    Point { easting_m, northing_m }
}

both_stores! {
    async fn the_loaded_postcode_comes_before_its_sector(world: World) {
        let (precision, authority, sector) = place(&world, "LS1 1UR").await.unwrap();
        assert_eq!((precision, authority), (Precision::Sector, "Leeds"));

        let file = File::new(&world, "a.csv", &format!("{HEADINGS}ls11ur,,E08000035,429976,433866\n"));
        assert_eq!(file.load(PostcodeFile::Directory, false).await.unwrap(), Loaded { kept: 1, ..Loaded::default() });
        assert_eq!(place(&world, "LS1 1UR").await.unwrap(), (Precision::Postcode, "Leeds", at(429_976, 433_866)));
        assert_eq!(place(&world, "LS1 1UX").await.unwrap(), (Precision::Sector, "Leeds", sector));

        let loads = loads(&world.app).await.unwrap();
        assert_eq!((loads[0].kind.as_str(), loads[0].vintage.as_str(), loads[0].row_count), ("postcodes", "2025-11", 1));
    }

    async fn a_code_that_is_not_known_leaves_the_authority_to_the_sector(world: World) {
        let rows = "LS1 1UR,,E08999999,429976,433866\nLS1 1UX,,,429977,433866\nZZ1 1AA,,,429976,433866\n";
        File::new(&world, "a.csv", &format!("{HEADINGS}{rows}")).load(PostcodeFile::Directory, false).await.unwrap();
        assert_eq!(place(&world, "LS1 1UR").await.unwrap(), (Precision::Postcode, "Leeds", at(429_976, 433_866)));
        assert_eq!(place(&world, "LS1 1UX").await.unwrap(), (Precision::Postcode, "Leeds", at(429_977, 433_866)));
        assert_eq!(
            place(&world, "ZZ1 1AA").await.unwrap_err(),
            "We know of no postcode that begins ZZ1 1. Check it, or choose your local authority instead"
        );
    }

    async fn what_has_no_place_or_is_out_of_use_is_left_out(world: World) {
        let rows = "LS1 1UR,,E08000035,429976,433866\nLS1 1UX,201906,E08000035,429976,433866\nBT1 5GS,,N09000003,333828,374290\n\
                    LS1 1UR,,E08000035,1,1\nGY1 1AA,,L99999999,,\n";
        let file = File::new(&world, "a.csv", &format!("{HEADINGS}{rows}"));
        let loaded = file.load(PostcodeFile::Directory, false).await.unwrap();
        assert_eq!(loaded, Loaded { kept: 1, ended: 1, without_place: 2, repeated: 1, ..Loaded::default() });
        assert_eq!(place(&world, "LS1 1UR").await.unwrap().2, at(429_976, 433_866));
        let northern_ireland = place(&world, "BT1 5GS").await.unwrap_err();
        assert!(northern_ireland.ends_with("Choose your local authority instead"), "{northern_ireland}");
    }

    async fn a_file_with_bad_rows_changes_nothing_unless_they_are_skipped(world: World) {
        let good = File::new(&world, "a.csv", &format!("{HEADINGS}LS1 1UR,,E08000035,429976,433866\n"));
        good.load(PostcodeFile::Directory, false).await.unwrap();

        let rows = "LS1 1UX,,E08000035,429000,433000\nLS1 IUR,,E08000035,429976,433866\nLS1 1UW,,Leeds,429976,433866\n";
        let bad = File::new(&world, "b.csv", &format!("{HEADINGS}{rows}"));
        let error = bad.load(PostcodeFile::Directory, false).await.unwrap_err();
        insta::allow_duplicates! {
            insta::assert_snapshot!(error, @"Line 3, column pcds: “LS1 IUR” is not a postcode. A postcode looks like SW1A 1AA; Line 4, column oslaua: “Leeds” is not an area code: it should be a letter and eight digits, such as E07000223");
        }
        assert_eq!(place(&world, "LS1 1UR").await.unwrap().0, Precision::Postcode);
        assert_eq!(place(&world, "LS1 1UX").await.unwrap().0, Precision::Sector);

        let loaded = bad.load(PostcodeFile::Directory, true).await.unwrap();
        assert_eq!((loaded.kept, loaded.bad_rows()), (1, 2));
        assert_eq!(place(&world, "LS1 1UR").await.unwrap().0, Precision::Sector);
        assert_eq!(place(&world, "LS1 1UX").await.unwrap().0, Precision::Postcode);
    }

    async fn a_file_that_breaks_off_or_holds_nothing_is_never_loaded(world: World) {
        let row = "LS1 1UR,,E08000035,429976,433866\n";
        let cut = format!("{HEADINGS}{row}\"LS1 1UX,{}", row.repeat(5_000));
        let error = File::new(&world, "a.csv", &cut).load(PostcodeFile::Directory, true).await.unwrap_err();
        assert!(error.to_string().contains("is a quotation mark not closed?"), "{error}");
        let error = File::new(&world, "b.csv", HEADINGS).load(PostcodeFile::Directory, true).await.unwrap_err();
        assert_eq!(error.to_string(), "There is no postcode in use, with its place, in the file");
        let error = File::new(&world, "c.csv", "a,b\n").load(PostcodeFile::Directory, true).await.unwrap_err();
        assert!(error.to_string().starts_with("The file has no column for the postcode"), "{error}");
        assert_eq!(place(&world, "LS1 1UR").await.unwrap().0, Precision::Sector);
        assert!(loads(&world.app).await.unwrap().is_empty());
    }

    async fn more_rows_than_one_statement_adds_are_all_there(world: World) {
        let letters = b"ABDEFGHJLNPQRSTUWXYZ";
        let mut rows = String::new();
        for n in 0..2_345_usize {
            let (a, b) = (letters[n / 10 % 20] as char, letters[n / 200] as char);
            rows.push_str(&format!("\"LS1 {}{a}{b}\",10,{},433000,\"E92000001\",\"\",\"\",\"\",\"E08000035\",\"\"\n", n % 10, 429_000 + n));
        }
        let loaded = File::new(&world, "ls.csv", &rows).load(PostcodeFile::CodePointOpen, false).await.unwrap();
        assert_eq!((loaded.kept, loaded.repeated), (2_345, 0));
        assert_eq!(place(&world, "LS1 4LP").await.unwrap().0, Precision::Postcode);
    }

    async fn outlines_replace_those_of_the_same_kind(world: World) {
        let collection = |code: &str, side: i32| {
            let ring = format!("[[400000,300000],[{0},300000],[{0},301000],[400000,300000]]", 400_000 + side);
            format!(
                r#"{{"type":"FeatureCollection","crs":{{"type":"name","properties":{{"name":"EPSG:27700"}}}},"features":[
                {{"type":"Feature","properties":{{"LAD24CD":"{code}","LAD24NM":"Somewhere"}},"geometry":{{"type":"Polygon","coordinates":[{ring}]}}}}]}}"#
            )
        };
        File::new(&world, "a.json", &collection("E08000035", 1_000)).outlines().await.unwrap();
        File::new(&world, "b.json", &collection("E05012648", 2_000)).outlines().await.unwrap();
        let loaded = File::new(&world, "c.json", &collection("E08000032", 3_000)).outlines().await.unwrap();
        assert_eq!(loaded.kept, 1);

        let mut conn = world.app.db.read().await.unwrap();
        assert!(svx_store::places::outline(&mut conn, "E08000035").await.unwrap().is_none());
        let ward = svx_store::places::outline(&mut conn, "E05012648").await.unwrap().unwrap();
        assert_eq!((ward.kind.as_str(), ward.name.as_str(), ward.vintage.as_str()), ("ward", "Somewhere", "2025-11"));
        let corners = serde_json::json!([[[[400_000, 300_000], [402_000, 300_000], [402_000, 301_000], [400_000, 300_000]]]]);
        assert_eq!(ward.geometry, serde_json::json!({"type": "MultiPolygon", "coordinates": corners}));
        drop(conn);
        let kinds: Vec<_> = loads(&world.app).await.unwrap().into_iter().map(|load| (load.kind, load.row_count)).collect();
        assert_eq!(kinds, [("boundaries-authority".to_owned(), 1), ("boundaries-ward".to_owned(), 1)]);
    }

    async fn an_organisation_is_placed_as_exactly_as_is_known(world: World) {
        let file = File::new(&world, "a.csv", &format!("{HEADINGS}LS1 1UR,,E08000036,429976,433866\n"));
        file.load(PostcodeFile::Directory, false).await.unwrap();
        let actor = world.team(svx_domain::organisation::OrganisationKind::Community, "Lunch Club").await;
        let id = actor.organisation().unwrap();
        let typed = Typed { name: "Lunch Club", description: "Lunch", postcode: "ls1 1ur", ..Typed::default() };
        edit(&world.app, &actor, id, typed).await.unwrap();
        let mut conn = world.app.db.read().await.unwrap();
        let kept = svx_store::organisations::by_id(&mut conn, id).await.unwrap().unwrap();
        assert_eq!((kept.easting_m, kept.northing_m), (Some(429_976), Some(433_866)));
        assert_eq!(kept.local_authority.as_deref(), Some("E08000036"));
    }

    async fn a_person_may_not_load_anything(world: World) {
        let actor = world.team(svx_domain::organisation::OrganisationKind::Operator, "Somebody").await;
        let options = ImportOptions { vintage: "2025-11".parse().unwrap(), skip_bad_rows: false, progress: &|_| {} };
        let denied = import_postcodes(&world.app, &actor, PostcodeFile::Directory, &[], &options).await;
        assert!(matches!(denied, Err(Error::Denied(_))));
    }
}
