import type { HeaderNames } from './names';

export const en: HeaderNames = {
	all: {
		number: `
			invoice number | invoice no. | invoice # | invoice | inv no | inv number | inv | invoice id |
			invoice ref | invoice reference | document number | document no | doc no | bill number | bill no |
			voucher number | sales invoice number | tax invoice number | for invoice`,
		customerCode: `
			customer code | customer no | customer number | customer id | client code | client no | client number |
			client id | debtor code | debtor number | account code | account number of customer | cust no | cust id |
			cust code | customer account | customer ref`,
		customerName: `
			customer | customer name | client | client name | company | company name | debtor | debtor name |
			bill to | billed to | sold to | buyer | customer company | invoice to | contact name |
			customer company name | business name | organisation | organization | name of customer`,
		customerEmail: `
			email | e-mail | mail | email address | e-mail address | mail address | customer email | client email |
			contact email | billing email | invoice email | customer e-mail address`,
		vatNumber: `
			vat number | vat no | vat id | vat reg no | vat registration number | vat identification number | tax id |
			tax number | tax registration number | customer vat number | client vat number | customer vat |
			vat id number | company vat number | vatin | eu vat number | gst number`,
		currency: 'currency | currency code | ccy | curr | iso currency | invoice currency | cur',
		net: `
			net | net amount | amount net | net total | total net | subtotal | sub total | amount excl vat |
			excl vat | excluding vat | ex vat | total excl vat | total ex vat | amount ex vat | amount before tax |
			before tax | total before tax | taxable amount | tax base | net value | untaxed amount | price excl vat |
			excl tax | amount excl tax | total excl tax | amount excluding vat | total excluding vat | net sales |
			taxable base`,
		taxRate: `
			vat % | vat rate | tax rate | tax % | % vat | vat percentage | tax percentage | vat percent |
			rate of vat | vat rate % | tax rate % | gst rate | gst % | % tax | vat code %`,
		tax: `
			vat | vat amount | amount vat | tax | tax amount | total vat | total tax | sales tax | gst | gst amount |
			amount of vat | vat total | tax total | vat due | amount tax`,
		total: `
			total | total amount | amount | gross | gross amount | amount gross | gross total | total gross |
			grand total | total incl vat | incl vat | including vat | amount incl vat | amount including vat |
			total including vat | invoice total | invoice amount | total due | amount due incl vat | inc vat |
			total inc vat | amount inc vat | incl tax | total incl tax | amount incl tax | total with vat |
			invoice value | total price | sum | total inc tax | gross value | amount total | price incl vat |
			total to pay | total payable`,
		paid: `
			paid | amount paid | paid amount | paid to date | total paid | already paid | payments received |
			received | amount received | paid so far | payment received`,
		balance: `
			balance | balance due | amount due | open amount | amount open | outstanding | outstanding amount |
			amount outstanding | open balance | due amount | remaining | remaining amount | still to pay |
			unpaid amount | amount unpaid | left to pay | residual | outstanding balance`,
		status: `
			status | state | invoice status | payment status | paid? | is paid | invoice state | paid yes no |
			paid y n`,
		orderReference: `
			po number | po | po no | purchase order | purchase order number | order number | order no | order |
			order ref | order reference | your reference | your ref | customer reference | client reference |
			customer order number | reference | ref | order id | cust ref`,
		notes: `
			notes | note | remarks | remark | comment | comments | memo | public notes | private notes | subject |
			internal notes | observations | message`,
		lineDescription: `
			description | item | item description | line description | product | product name | service | article |
			item name | product description | details | line item | service description | work description`,
		lineQuantity: `
			quantity | qty | units | hours | item quantity | no of units | number of units | pieces | pcs`,
		lineUnitPrice: `
			unit price | price | price per unit | unit cost | cost | rate | item price | item cost | price each |
			hourly rate | unit rate | item rate`,
		lineTotal: `
			line total | line amount | item total | item amount | amount line | total line | line net |
			line subtotal | line value | row total | net line amount`,
		language: 'language | lang | preferred language | correspondence language | locale',
		none: `
			payment terms | terms | days overdue | days late | days | period | reminder | reminders sent |
			exchange rate | phone | telephone | mobile | fax | address | street | city | zip | zip code |
			postal code | postcode | country | iban | bic | bank | bank account | website | discount | discount % |
			created | created at | updated | updated at | delivery date | order date | last reminder | first name |
			last name | contact | salesperson | cost centre | cost center | project | category | type |
			document type | unit | page | row | line no | item no | position | delivery address | billing address |
			number of invoices | count | service date | sent date | date sent`,
	},
	only: {
		invoices: {
			number: 'number | no | no. | # | document | reference number | ref no | invoice ref no | doc',
			issuedOn: `
				date | invoice date | date of invoice | issue date | issued | issued on | date issued | document date |
				doc date | billing date | bill date | inv date | posting date | date of issue | invoiced on |
				invoice issued`,
			dueOn: `
				due date | due | due on | payment due | payment due date | expiry date | pay by | pay before | date due |
				invoice due | invoice due date | maturity date | payable by | due by | deadline | expiration date`,
			none: `
				payment date | date paid | paid on | paid date | date of payment | payment method | paid by`,
		},
		payments: {
			number: `
				number | invoice number | paid invoice | invoice paid | for invoice no | applied to |
				invoice number paid | document | no | invoices`,
			paidOn: `
				date | payment date | paid on | date paid | date of payment | paid date | received on | date received |
				transaction date | value date | booking date | posting date | receipt date | payment received on |
				booked on`,
			amount: `
				amount | payment amount | amount paid | paid | paid amount | amount received | received | total | sum |
				value | payment | net | credit | total paid | transaction amount | amount applied | gross`,
			method: `
				method | payment method | payment type | type | mode of payment | paid by | payment mode |
				means of payment | paid via | channel`,
			reference: `
				reference | payment reference | transaction id | transaction reference | ref | transaction | payment id |
				payment no | communication | structured communication | bank reference | transaction number |
				description | payment number | details | statement | receipt number`,
			none: 'invoice date | due date | balance | status | invoice total | invoice amount',
		},
		customers: {
			customerCode: 'code | id | number | no | ref | reference | account number | account',
			customerName: 'name | full name | display name | customers | clients',
			none: 'balance | total | paid to date | contact name | contact',
		},
	},
	tabs: {
		invoices: `
			invoices | invoice | sales | sales invoices | invoice list | invoice register | billing | bills |
			sales ledger | revenue`,
		payments: `
			payments | payment | receipts | received payments | transactions | bank | payments received`,
		customers: `
			customers | customer | clients | client | contacts | debtors | customer list | client list | accounts |
			relations`,
		other: `
			notes | pivot | summary | overview | chart | charts | instructions | readme | read me | lists | settings |
			help | dashboard | report | vat summary | template`,
	},
	totals: `
		total | totals | grand total | sum | overall total | total general | total amount | total invoices |
		report total | total all`,
	subtotals: `
		subtotal | sub total | subtotals | page total | carried forward | brought forward | running total`,
};
