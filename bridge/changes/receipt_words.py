"""The words of receipts and credit notes, by language: they are frozen with the document when it is issued.

A document can be issued where no WordPress is at hand (a provider's event, the worker), so that the service has these
words itself; docs/decisions/words-of-receipts.md says why. A language that is not here is written in English.
"""

from __future__ import annotations

from collections.abc import Mapping

FALLBACK, FALLBACK_LOCALE = "en", "en_US"

_NAMES = (
    "receipt", "credit_note", "number", "date", "seller", "buyer", "vat_number", "description", "quantity",
    "net", "rate", "vat", "gross", "total_net", "total_vat", "total", "paid", "paid_back",
    "period", "of_receipt", "paid_by", "payment", "membership", "setup_fee",
    "credit", "account_credit", "credit_kept", "deposit",
    "rounding", "carried_over", "reverse_charge", "by_manual", "by_stripe", "no_rate", "cancellation", "of_credit_note",
)  # fmt: skip

_ENGLISH = (
    "Receipt", "Credit note", "Number", "Date", "Seller", "Customer", "VAT number", "Description", "Quantity", "Net",
    "VAT %", "VAT", "Amount", "Net total", "VAT total", "Total", "Paid", "Paid back", "Period",
    "Credit for receipt {name} of {date}", "Paid by", "Payment", "Membership", "Set-up fee: {name}",
    "Credit for unused time: {name}", "Account credit used", "Kept as account credit", "Paid into account credit",
    "Rounding", "Carried over", "Reverse charge: the customer accounts for the VAT.", "Bank transfer or invoice",
    "Card", "\N{EN DASH}",
    "Cancellation of a credit note", "Cancels credit note {name} of {date}",
)  # fmt: skip
_SWEDISH = (
    "Kvitto", "Kreditfaktura", "Nummer", "Datum", "Säljare", "Kund", "Momsregistreringsnummer", "Beskrivning", "Antal",
    "Netto", "Moms %", "Moms", "Belopp", "Summa exklusive moms", "Summa moms", "Totalt", "Betalt", "Återbetalt",
    "Period", "Krediterar kvitto {name} från {date}", "Betalningssätt", "Betalning", "Medlemskap",
    "Startavgift: {name}", "Avdrag för outnyttjad tid: {name}", "Använt tillgodohavande", "Sparat som tillgodohavande",
    "Insatt på tillgodohavandet", "Öresavrundning", "Överfört belopp",
    "Omvänd betalningsskyldighet: köparen redovisar momsen.", "Banköverföring eller faktura", "Kort", "\N{EN DASH}",
    "Makulering av kreditfaktura", "Makulerar kreditfaktura {name} från {date}",
)  # fmt: skip
_GERMAN = (
    "Quittung", "Gutschrift", "Nummer", "Datum", "Verkäufer", "Kunde", "USt-IdNr.", "Beschreibung", "Menge", "Netto",
    "USt. %", "USt.", "Betrag", "Summe netto", "Summe USt.", "Gesamtbetrag", "Bezahlt", "Erstattet", "Zeitraum",
    "Gutschrift zu Quittung {name} vom {date}", "Zahlungsart", "Zahlung", "Mitgliedschaft",
    "Einrichtungsgebühr: {name}", "Anrechnung nicht genutzter Zeit: {name}", "Verrechnetes Kundenguthaben",
    "Als Kundenguthaben behalten", "Auf das Kundenguthaben eingezahlt", "Rundung", "Übertrag",
    "Steuerschuldnerschaft des Leistungsempfängers", "Überweisung oder Rechnung", "Karte", "\N{EN DASH}",
    "Storno einer Gutschrift", "Storniert Gutschrift {name} vom {date}",
)  # fmt: skip
_FRENCH = (
    "Reçu", "Avoir", "Numéro", "Date", "Vendeur", "Client", "Numéro de TVA", "Désignation", "Quantité", "HT", "TVA %",
    "TVA", "Montant", "Total HT", "Total TVA", "Total TTC", "Payé", "Remboursé", "Période",
    "Avoir sur le reçu {name} du {date}", "Moyen de paiement", "Paiement", "Abonnement",
    "Frais de mise en service : {name}",
    "Déduction pour la durée non utilisée : {name}", "Crédit du compte utilisé",
    "Conservé au crédit du compte", "Versé au crédit du compte", "Arrondi", "Report", "Autoliquidation",
    "Facture ou virement bancaire", "Carte", "\N{EN DASH}",
    "Annulation d\N{RIGHT SINGLE QUOTATION MARK}un avoir",
    "Annule l\N{RIGHT SINGLE QUOTATION MARK}avoir {name} du {date}",
)  # fmt: skip
_FINNISH = (
    "Kuitti", "Hyvityslasku", "Numero", "Päivämäärä", "Myyjä", "Asiakas", "ALV-numero", "Kuvaus", "Määrä", "Veroton",
    "ALV %", "ALV", "Summa", "Veroton yhteensä", "ALV yhteensä", "Yhteensä", "Maksettu", "Palautettu", "Kausi",
    "Hyvitys kuitista {name}, {date}", "Maksutapa", "Maksu", "Jäsenyys", "Aloitusmaksu: {name}",
    "Hyvitys käyttämättömästä ajasta: {name}", "Käytetty tilihyvitys", "Säilytetty tilihyvityksenä",
    "Maksettu tilihyvitykseen", "Pyöristys", "Siirretty summa", "Käännetty verovelvollisuus",
    "Tilisiirto tai lasku", "Kortti", "\N{EN DASH}",
    "Hyvityslaskun mitätöinti", "Mitätöi hyvityslaskun {name}, {date}",
)  # fmt: skip
_DANISH = (
    "Kvittering", "Kreditnota", "Nummer", "Dato", "Sælger", "Kunde", "Momsnummer", "Beskrivelse", "Antal", "Netto",
    "Moms %", "Moms", "Beløb", "I alt ekskl. moms", "Moms i alt", "I alt", "Betalt", "Tilbagebetalt", "Periode",
    "Kreditering af kvittering {name} af {date}", "Betalingsmåde", "Betaling", "Medlemskab",
    "Oprettelsesgebyr: {name}", "Godtgørelse for ubrugt tid: {name}", "Brugt tilgodehavende",
    "Gemt som tilgodehavende", "Indbetalt på tilgodehavende", "Afrunding", "Overført beløb", "Omvendt betalingspligt",
    "Bankoverførsel eller faktura", "Kort", "\N{EN DASH}",
    "Annullering af kreditnota", "Annullerer kreditnota {name} af {date}",
)  # fmt: skip
_NORWEGIAN = (
    "Kvittering", "Kreditnota", "Nummer", "Dato", "Selger", "Kunde", "Mva-nummer", "Beskrivelse", "Antall", "Netto",
    "Mva. %", "Mva.", "Beløp", "Sum uten mva.", "Sum mva.", "Totalt", "Betalt", "Tilbakebetalt", "Periode",
    "Krediterer kvittering {name} av {date}", "Betalingsmåte", "Betaling", "Medlemskap",
    "Etableringsgebyr: {name}", "Fradrag for ubrukt tid: {name}", "Brukt tilgodehavende",
    "Beholdt som tilgodehavende", "Innbetalt til tilgodehavende", "Avrunding", "Overført beløp",
    "Omvendt avgiftsplikt: kjøperen beregner merverdiavgiften.", "Bankoverføring eller faktura", "Kort",
    "\N{EN DASH}", "Annullering av kreditnota", "Annullerer kreditnota {name} av {date}",
)  # fmt: skip

#: Every word of a document, by language.
WORDS: Mapping[str, Mapping[str, str]] = {
    language: dict(zip(_NAMES, words, strict=True))
    for language, words in {
        FALLBACK: _ENGLISH, "sv": _SWEDISH, "de": _GERMAN, "fr": _FRENCH, "fi": _FINNISH, "da": _DANISH,
        "nb": _NORWEGIAN, "nn": _NORWEGIAN, "no": _NORWEGIAN,
    }.items()
}  # fmt: skip
