import type { HeaderNames } from './names';

export const nl: HeaderNames = {
	all: {
		number: `
			factuurnummer | factuurnr | factuur nr. | factuur | fact nr | faktuurnummer | factuur id |
			documentnummer | document nr | boekstuknummer | boekstuk | verkoopfactuurnummer | nummer factuur |
			factuurreferentie | fc nr`,
		customerCode: `
			klantnummer | klantnr | klantcode | klant nr | klant id | debiteurnummer | debiteurennummer |
			debiteurcode | debiteurnr | relatienummer | relatiecode | klantreferentie code | nr klant`,
		customerName: `
			klant | klantnaam | naam klant | bedrijf | bedrijfsnaam | debiteur | debiteurnaam | relatie |
			relatienaam | naam debiteur | firma | firmanaam | afnemer | opdrachtgever | organisatie | onderneming |
			gefactureerd aan | factuur aan | naam bedrijf | naam relatie | cliënt`,
		customerEmail: `
			e-mailadres | emailadres | mailadres | e-mail klant | email klant | klant email | e-mail facturatie |
			factuur e-mail | e-mailadres klant | mail | e-mail`,
		vatNumber: `
			btw-nummer | btw-nr | btw nr. | btwnummer | btw-identificatienummer | btw id | btw-id |
			ondernemingsnummer | btw-nummer klant | btw nr klant | klant btw-nummer | belastingnummer |
			btw identificatie nr | ondernemingsnr | btw nummer debiteur`,
		currency: 'valuta | munt | munteenheid | muntcode | valutacode | devies',
		net: `
			netto | nettobedrag | netto bedrag | bedrag netto | excl. btw | exclusief btw | bedrag excl. btw |
			totaal excl. btw | bedrag exclusief btw | totaal exclusief btw | ex btw | bedrag ex btw | totaal ex btw |
			subtotaal | maatstaf van heffing | maatstaf | grondslag | belastbaar bedrag | totaal netto |
			netto totaal | basis | prijs excl btw | zonder btw | mvh | omzet excl btw | factuurbedrag excl btw |
			excl`,
		taxRate: `
			btw % | btw-tarief | btw tarief | btw percentage | btw-percentage | % btw | tarief btw | btw-voet |
			btw perc | btw pct | belastingtarief | percentage btw`,
		tax: `
			btw | btw-bedrag | bedrag btw | btw bedrag | totaal btw | btw totaal | belasting | belastingbedrag |
			btw eur | verschuldigde btw`,
		total: `
			totaal | totaalbedrag | bedrag | bruto | brutobedrag | bruto bedrag | bedrag bruto | incl. btw |
			inclusief btw | bedrag incl. btw | bedrag inclusief btw | totaal incl. btw | totaal inclusief btw | totaal incl | totaal inclusief |
			factuurbedrag | factuurtotaal | totaal factuur | te betalen totaal | bedrag factuur | totaal te betalen |
			eindtotaal | totaal bruto | incl | prijs incl btw | met btw | factuurbedrag incl btw | totale bedrag`,
		paid: `
			betaald | betaald bedrag | bedrag betaald | reeds betaald | al betaald | ontvangen | ontvangen bedrag |
			bedrag ontvangen | voldaan | totaal betaald | voldaan bedrag`,
		balance: `
			saldo | openstaand | openstaand bedrag | openstaand saldo | nog te betalen | te betalen | open bedrag |
			restbedrag | resterend bedrag | rest | open saldo | bedrag openstaand | nog open | resterend |
			openstaande | te ontvangen`,
		status: `
			status | betaalstatus | factuurstatus | toestand | staat | betaald? | betaald ja/nee | betaald j/n |
			stand`,
		orderReference: `
			ordernummer | bestelnummer | bestelbon | po-nummer | uw referentie | uw ref | klantreferentie |
			referentie | bestelbonnummer | ordernr | bestelnr | referentie klant | inkoopordernummer | ref klant |
			kenmerk | uw kenmerk | referentie van de bestelling`,
		notes: `
			opmerking | opmerkingen | notitie | notities | nota | toelichting | commentaar | memo | onderwerp |
			betreft`,
		lineDescription: `
			omschrijving | beschrijving | artikel | product | dienst | artikelomschrijving | regelomschrijving |
			productnaam | omschrijving artikel | artikelnaam | prestatie`,
		lineQuantity: `
			aantal | hoeveelheid | stuks | aantal stuks | uren | aantal uren | aant | eenheden | aantal eenheden`,
		lineUnitPrice: `
			eenheidsprijs | prijs | stukprijs | prijs per stuk | prijs per eenheid | e.h.prijs | uurtarief | tarief |
			stuksprijs`,
		lineTotal: `
			regeltotaal | lijntotaal | regelbedrag | totaal regel | totaal lijn | bedrag regel | lijnbedrag |
			regel totaal | bedrag lijn`,
		language: 'taal | taalcode | voorkeurstaal | correspondentietaal | taal klant',
		none: `
			betalingstermijn | betaaltermijn | termijn | dagen te laat | dagen | periode | herinnering | koers |
			wisselkoers | telefoon | tel | gsm | mobiel | adres | straat | gemeente | stad | plaats | postcode |
			land | rekeningnummer | bankrekening | iban | website | korting | korting % | aangemaakt op |
			gewijzigd op | leverdatum | orderdatum | voornaam | achternaam | familienaam | contactpersoon | contact |
			verkoper | kostenplaats | project | categorie | soort | type | eenheid | regelnr | lijnnr | volgnummer |
			dagboek | grootboek | verzonden op | verzenddatum | aantal facturen | besteldatum | artikelnummer |
			artikelcode | factuuradres`,
	},
	only: {
		invoices: {
			number: 'nummer | nr | document | referentienummer | volgnr factuur',
			issuedOn: `
				datum | factuurdatum | datum factuur | fact datum | uitgiftedatum | documentdatum | opgemaakt op |
				boekdatum | boekingsdatum | gefactureerd op | facturatiedatum | datum uitgifte | opmaakdatum`,
			dueOn: `
				vervaldatum | vervaldag | verval | uiterste betaaldatum | te betalen voor | betalen voor | verloopdatum |
				vervalt op | betaal voor | uiterlijk te betalen | datum verval | te betalen op | uiterste betaaldag`,
			none: `
				betaaldatum | betaald op | datum betaling | datum betaald | betaalwijze | betaalmethode | betalingsdatum |
				betalingswijze`,
		},
		payments: {
			number: 'nummer | betaalde factuur | voor factuur | factuurnummer | nr | facturen | document',
			paidOn: `
				datum | betaaldatum | betalingsdatum | betaald op | datum betaling | datum betaald | ontvangen op |
				valutadatum | boekdatum | boekingsdatum | transactiedatum | datum ontvangst | ontvangstdatum |
				rekeninguittreksel datum`,
			amount: `
				bedrag | betaald bedrag | bedrag betaald | betaald | ontvangen | ontvangen bedrag | betaling | totaal |
				betalingsbedrag | bedrag van de betaling | transactiebedrag | bij | voldaan | netto | bruto`,
			method: `
				betaalwijze | betaalmethode | betalingswijze | methode | wijze | betaalmiddel | betaald via |
				betaald met | soort`,
			reference: `
				referentie | mededeling | gestructureerde mededeling | betalingskenmerk | kenmerk | transactienummer |
				betalingsreferentie | omschrijving | transactie | betaling nr | uittreksel | bankreferentie | ogm |
				transactie id`,
			none: 'factuurdatum | vervaldatum | saldo | status | factuurbedrag',
		},
		customers: {
			customerCode: 'code | nummer | nr | referentie',
			customerName: 'naam | volledige naam | klanten | weergavenaam',
			none: 'saldo | totaal | contactpersoon',
		},
	},
	tabs: {
		invoices: `
			facturen | factuur | verkoopfacturen | verkopen | verkoop | factuurlijst | facturatie |
			uitgaande facturen | omzet | verkoopboek | openstaande facturen`,
		payments: 'betalingen | betaling | ontvangsten | ontvangen betalingen | bank',
		customers: 'klanten | klant | klantenlijst | debiteuren | relaties | contacten | klantenbestand',
		other: `
			notities | nota | draaitabel | samenvatting | overzicht | grafiek | grafieken | uitleg | lijsten |
			instellingen | toelichting | btw overzicht | info | sjabloon`,
	},
	totals: `
		totaal | totalen | eindtotaal | algemeen totaal | som | totaal generaal | totaal facturen | totaalbedrag |
		totaal algemeen`,
	subtotals: `
		subtotaal | sub-totaal | tussentotaal | deeltotaal | transport | over te dragen | overdracht |
		paginatotaal`,
};
