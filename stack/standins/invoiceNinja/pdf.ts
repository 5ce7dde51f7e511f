import type { StandinAnswer } from '../shared';
import { entity, type EntityPath } from './entities';
import { badRequest } from './refusals';
import type { HeldCompany, Row } from './state';
import { all, type Call } from './store';
import { text, valuesList } from './values';

/** A PDF of one page with one line of text, small enough to read in a test. */
export function pdfOf(words: string): string {
	const line = words.replace(/[^\x20-\x7e]/g, '?').replace(/[()\\]/g, '\\$&');
	const content = `BT /F1 12 Tf 50 780 Td (${line}) Tj ET`;
	const objects = [
		'<< /Type /Catalog /Pages 2 0 R >>',
		'<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
		'<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
		`<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
		'<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
	];
	let text1 = '%PDF-1.4\n';
	const places = objects.map((object, index) => {
		const at = text1.length;
		text1 += `${index + 1} 0 obj\n${object}\nendobj\n`;
		return `${String(at).padStart(10, '0')} 00000 n \n`;
	});
	const start = text1.length;
	const table = `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${places.join('')}`;
	return `${text1}${table}trailer << /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`;
}

export function pdf(company: HeldCompany, kind: string, row: Row): StandinAnswer {
	return {
		headers: {
			'content-type': 'application/pdf',
			'content-disposition': `attachment; filename=${text(row.number) || row.id}.pdf`,
		},
		body: pdfOf(`${kind} ${text(row.number)} of ${text(company.settings.name)}: ${text(String(row.amount))}`),
	};
}

const kinds: Readonly<Record<string, EntityPath>> = {
	invoice: 'invoices',
	quote: 'quotes',
	credit: 'credits',
	purchase_order: 'purchase_orders',
	recurring_invoice: 'recurring_invoices',
};

/** GET /{invoice}/{invitation_key}/download. A key that no invitation has is a 400 (InvoiceController::downloadPdf). */
export function downloadByKey(call: Call, kind: string, key: string): StandinAnswer | undefined {
	const path = kinds[kind];
	if (!path) return undefined;
	const found = all(call.company, path).find((row) => valuesList(row.invitations).some((one) => one.key === key));
	if (!found) throw badRequest('no record found');
	return pdf(call.company, entity(path).model, found);
}
