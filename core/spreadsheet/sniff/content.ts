/** What the first bytes of a file say of it. */
export type Content =
	| { readonly kind: 'zip' | 'compound' | 'biff' | 'text' | 'empty' }
	/** Something that cannot be read, with what it is called. */
	| { readonly kind: 'other'; readonly name: string; readonly remedy?: string };

/** How many bytes are looked at. */
export const headBytes = 8_192;

const ofPicture = 'Choose the table itself, not a picture of it.';
const ofPacked = 'Unpack it, and use the workbook in it.';
const ofWideText = 'Save it with the encoding UTF-8.';

const signatures: ReadonlyArray<readonly [hexadecimal: string, name: string, remedy?: string]> = [
	['255044462d', 'a PDF document', 'Export the table from the program that made the PDF.'],
	['89504e470d0a1a0a', 'a picture (PNG)', ofPicture],
	['ffd8ff', 'a picture (JPEG)', ofPicture],
	['474946383761', 'a picture (GIF)', ofPicture],
	['474946383961', 'a picture (GIF)', ofPicture],
	['49492a00', 'a picture (TIFF)', ofPicture],
	['4d4d002a', 'a picture (TIFF)', ofPicture],
	['7b5c727466', 'a text document (RTF)'],
	['1f8b', 'a compressed file (gzip)', ofPacked],
	['425a68', 'a compressed file (bzip2)', ofPacked],
	['fd377a585a00', 'a compressed file (xz)', ofPacked],
	['28b52ffd', 'a compressed file (Zstandard)', ofPacked],
	['377abcaf271c', 'a 7-Zip archive', ofPacked],
	['526172211a07', 'a RAR archive', ofPacked],
	// Before UTF-16, whose mark it begins with.
	['fffe0000', 'text in UTF-32', ofWideText],
	['0000feff', 'text in UTF-32', ofWideText],
];
/** A stream of BIFF 2 to 5 without a container begins with its version. */
const biff = ['0900040000', '0900040002', '09020600', '09040600', '09080800', '09081000'];

/** @param head the first bytes of the file. */
export function recogniseContent(head: Buffer): Content {
	if (head.length === 0) return { kind: 'empty' };
	const begins = (hexadecimal: string) => head.subarray(0, hexadecimal.length / 2).toString('hex') === hexadecimal;
	if (begins('504b0304') || begins('504b0506')) return { kind: 'zip' };
	if (begins('d0cf11e0a1b11ae1')) return { kind: 'compound' };
	if (biff.some(begins)) return { kind: 'biff' };
	const known = signatures.find(([bytes]) => begins(bytes));
	if (known) return { kind: 'other', name: known[1], remedy: known[2] };
	return recogniseText(head);
}

function recogniseText(head: Buffer): Content {
	const sixteen = sixteenBits(head);
	if (sixteen === undefined && head.includes(0)) return { kind: 'other', name: 'a file of an unknown kind' };
	const text = decode(head, sixteen)
		.replace(/^\ufeff/, '')
		.trimStart();
	if (/^<(!doctype\s+html|html|table|meta|head|body)\b/i.test(text)) {
		return { kind: 'other', name: 'a web page (HTML), whatever its name says' };
	}
	if (text.startsWith('<?xml') || /^<([A-Za-z]+:)?Workbook\b/.test(text)) {
		if (/urn:schemas-microsoft-com:office:spreadsheet|progid="Excel\.Sheet"/.test(text)) {
			return { kind: 'other', name: 'an XML Spreadsheet 2003, whatever its name says' };
		}
		const page = /<html[\s>]/i.test(text);
		return { kind: 'other', name: page ? 'a web page (HTML), whatever its name says' : 'an XML document' };
	}
	if (/^MIME-Version:/i.test(text)) return { kind: 'other', name: 'a web page in one file (MHTML)' };
	return { kind: 'text' };
}

/** UTF-16 by its byte order mark, or because every second byte is zero. */
function sixteenBits(head: Buffer): 'utf-16le' | 'utf-16be' | undefined {
	if (head.length < 2) return undefined;
	const [first = 0, second = 0] = head;
	if (first === 0xff && second === 0xfe) return 'utf-16le';
	if (first === 0xfe && second === 0xff) return 'utf-16be';
	const zeros = [0, 0];
	const looked = Math.min(head.length, 512);
	for (let place = 0; place < looked; place++) if (head[place] === 0) zeros[place % 2] = (zeros[place % 2] ?? 0) + 1;
	const [even = 0, odd = 0] = zeros;
	if (odd > looked / 4 && even === 0) return 'utf-16le';
	if (even > looked / 4 && odd === 0) return 'utf-16be';
	return undefined;
}

function decode(head: Buffer, encoding: 'utf-16le' | 'utf-16be' | undefined): string {
	return encoding === undefined
		? head.toString('latin1').replace(/^\u00ef\u00bb\u00bf/, '')
		: new TextDecoder(encoding).decode(head);
}
