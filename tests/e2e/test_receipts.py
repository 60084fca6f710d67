"""Receipts, billing details and tax: what an owner enters and downloads, what the network's administrator sets."""

from io import BytesIO

from PIL import Image
from pypdf import PdfReader

from tests.e2e.checkout import PREMIUM_MONTHLY, choose, complete
from tests.e2e.looking import faults_everywhere
from tests.e2e.situations import press
from tests.e2e.visitor import Visitor
from tools.network.network import Network


def test_an_owner_enters_billing_details_pays_and_downloads_the_receipt(anna: Visitor, admin: Visitor) -> None:
    found = []
    anna.account()
    anna.find("#pb-billing-title + a").click()
    anna.find("#pb-billing-company-name").fill("Annas Böcker AB")
    press(anna, "Save billing details")
    assert anna.words("#pb-billing-country-problem") == "Please fill this in."
    anna.find("#pb-billing-country").select_option("SE")
    anna.find("#pb-billing-vat-number").fill("hello")
    press(anna, "Save billing details")
    assert anna.words("#pb-billing-vat-number-problem").startswith("This is no VAT number.")
    assert anna.find("#pb-billing-company-name").input_value() == "Annas Böcker AB"
    anna.account(view="billing", membership=1)
    found += faults_everywhere(anna, "billing-details")
    anna.read_in("en_US")
    anna.page.reload()
    anna.find("#pb-billing-company-name").fill("Annas Böcker AB")
    anna.find("#pb-billing-address-line-1").fill("Storgatan 1")
    anna.find("#pb-billing-country").select_option("SE")
    anna.find("#pb-billing-vat-number").fill("556703748501")
    press(anna, "Save billing details")

    assert anna.notices == ["Your billing details are saved. Prices and tax follow them from now on."]
    facts = anna.facts("section[aria-labelledby=pb-billing-title]")
    assert facts["Address"] == "Annas Böcker AB Storgatan 1 Sweden"
    assert facts["VAT number"] == "SE556703748501 (not checked yet)"
    assert facts["Tax"].startswith(("Tax of ", "The prices include tax of ", "No tax is charged"))

    choose(anna, PREMIUM_MONTHLY)
    complete(anna)
    put_logo(admin)
    admin.network_screen("payments", status="pending")
    admin.find("details.pb-ask > summary").click()
    press(admin, "Yes, the money has arrived")
    anna.account()
    link = anna.find(".pb-documents a").first
    address = str(link.get_attribute("href"))
    answer = anna.page.request.get(address)
    page = PdfReader(BytesIO(answer.body())).pages[0]
    text = " ".join(page.extract_text().split())

    assert [one.image.size for one in page.images if one.image] == [(240, 80)]
    assert (answer.status, answer.headers["content-type"]) == (200, "application/pdf")
    assert "Annas Böcker AB" in text
    assert text.startswith("Receipt Number 20")
    assert anna.page.request.get(address.replace("_wpnonce=", "_wpnonce=0")).status == 403
    admin.network_screen("payments")
    assert admin.all_words(".pb-documents a") == anna.all_words(".pb-documents a")
    assert found == []


def put_logo(admin: Visitor) -> None:
    """A drawing is no picture for it; a PNG file is."""
    picture = BytesIO()
    Image.new("RGB", (240, 80), "navy").save(picture, format="PNG")
    admin.network_screen("settings")
    admin.find("#pb-logo").set_input_files({"name": "logo.png", "mimeType": "image/png", "buffer": b"<svg></svg>"})
    press(admin, "Save the logo")
    assert admin.words("#pb-logo-problem") == "This is no PNG or JPEG picture, or it is damaged."
    admin.find("#pb-logo").set_input_files(
        {"name": "logo.png", "mimeType": "image/png", "buffer": picture.getvalue()}
    )
    press(admin, "Save the logo")
    assert admin.notices == ["The logo is saved. Receipts that are issued from now on bear it."]
    assert admin.find(".pb-logo img").evaluate("one => one.naturalWidth") == 240


def test_who_sells_is_set_beside_the_other_settings(admin: Visitor) -> None:
    admin.network_screen("settings")
    admin.find("#pb-issuer-name").fill("Nätverket AB")
    admin.find("#pb-issuer-country").fill("Sverige")
    press(admin, "Save settings")
    assert admin.words("#pb-issuer-country-problem") == "Write a country as its two letters, such as SE."

    admin.find("#pb-issuer-country").fill("SE")
    admin.find("#pb-time-zone").fill("Europe/Stockholm")
    press(admin, "Save settings")

    assert ["The settings are saved. They hold for every figure shown from now on."] == admin.notices
    assert admin.find("#pb-issuer-name").input_value() == "Nätverket AB"


def test_tax_rates_are_edited_a_row_each_and_say_who_is_taxed_how(network: Network, admin: Visitor) -> None:
    stored = "SELECT meta_value FROM {p}sitemeta WHERE meta_key = 'wp-ultimo_tax_rates'"
    before = network.sql(stored)[0][0]
    admin.network_screen("taxes")
    count = admin.find(".pb-taxes tbody tr").count()
    last = count - 2
    admin.find(f"#pb-rate-{last}-country").select_option("NO")
    admin.find(f"#pb-rate-{last}-percent").fill("25 kr")
    press(admin, "Save tax rates")
    assert admin.words(f"#pb-rate-{last}-percent-problem") == "This is no percentage. Write it like 25 or 6,5."
    admin.find(f"#pb-rate-{last}-percent").fill("25,5")
    press(admin, "Show who would be taxed how")
    assert network.sql(stored)[0][0] == before
    assert "Norway" in admin.text
    press(admin, "Save tax rates")

    assert admin.notices == ["The tax rates are saved. They hold for every figure shown from now on."]
    after = network.sql(stored)[0][0]
    assert 's:8:"tax_rate";s:4:"25.5"' in after
    assert admin.find(".pb-taxes tbody tr").count() == count + 1
    found = faults_everywhere(admin, "tax-rates")
    admin.read_in("en_US")
    admin.page.reload()
    admin.find("tr:has(select > option[value=NO][selected]) [name$='[remove]']").check()
    press(admin, "Save tax rates")
    assert "25.5" not in network.sql(stored)[0][0]
    assert found == []
