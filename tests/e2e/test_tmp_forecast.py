from tests.e2e.looking import faults_everywhere
from tests.e2e.situations import set_up
from tests.e2e.visitor import Visitor


def files(network, slug, many):
    blog = network.sql(f"SELECT blog_id FROM {{p}}blogs WHERE path LIKE '%/{slug}/' OR domain LIKE '{slug}.%' LIMIT 1")[0][0]
    for n in range(many):
        meta = f'a:1:{{s:8:"filesize";i:{(many - n) * 1048576};}}'
        network.sql(f"INSERT INTO {{p}}{blog}_posts (post_title, post_type, post_status, post_mime_type, post_content, post_excerpt, to_ping, pinged, post_content_filtered) VALUES ('Bild {n}', 'attachment', 'inherit', 'image/png','','','','','');"
                    f"INSERT INTO {{p}}{blog}_postmeta (post_id, meta_key, meta_value) SELECT MAX(ID), '_wp_attachment_metadata', '{meta}' FROM {{p}}{blog}_posts")
    return blog


def test_list_and_summary(cecilia: Visitor) -> None:
    files(cecilia.network, "cecilia", 9)
    cecilia.change(offer="1:none")
    found = faults_everywhere(cecilia, "tmp-refused")
    set_up(cecilia.network, "over_limit", '"warn"')
    set_up(cecilia.network, "over_disk_space", '"grace"')
    set_up(cecilia.network, "downgrade", '"immediate"')
    cecilia.read_in("en_US")
    cecilia.change(offer="1:none")
    found += faults_everywhere(cecilia, "tmp-grace")
    cecilia.read_in("en_US")
    cecilia.change(offer="1:none")
    cecilia.button("Complete checkout").click()
    cecilia.find(".pb-plan-name").wait_for()
    found += faults_everywhere(cecilia, "tmp-account")
    rows = cecilia.network.sql("SELECT t.blog_id, n.name, t.used, t.plan_id FROM {p}bridge_usage t JOIN {p}bridge_limit_names n ON n.id=t.limit_id")
    print("USAGE", len(rows), rows[:12])
    print("\n".join(found))


def test_settings_and_product(admin: Visitor) -> None:
    admin.network_screen("settings")
    found = faults_everywhere(admin, "tmp-settings")
    admin.read_in("en_US")
    admin.network_screen("product", id=3, tab="limits")
    field = admin.find("input[name='limits[disk_space][number]']")
    field.fill("10")
    admin.button("Who would be above these limits?").click()
    admin.find("#pb-forecast p").first.wait_for()
    admin.page.wait_for_timeout(15000)
    from tests.e2e.looking import faults
    for locale in ("en_US",):
        for width in (1280, 390):
            admin.page.set_viewport_size({"width": width, "height": 900})
            found += faults(admin, "tmp-product", locale)
    print("\n".join(found))
    print(admin.words("#pb-forecast"))
