const blockSize = 512;

/**
 * Packs files as a tar archive (POSIX ustar), for the standard input of a host's `tar`: nothing of them shows in a list
 * of processes.
 *
 * @param files paths of up to 100 bytes, relative; modes such as 0o600.
 */
export function tarOf(files: ReadonlyArray<{ path: string; content: string | Buffer; mode: number }>): Buffer {
	const folders = new Set(files.flatMap(({ path }) => parentsOf(path)));
	return Buffer.concat([
		...[...folders].map((folder) => header(`${folder}/`, 0, 0o700, '5')),
		...files.flatMap(({ path, content, mode }) => {
			const bytes = Buffer.from(content);
			return [header(path, bytes.length, mode, '0'), bytes, Buffer.alloc(-bytes.length & (blockSize - 1))];
		}),
		Buffer.alloc(2 * blockSize),
	]);
}

function parentsOf(path: string): string[] {
	const parts = path.split('/').slice(0, -1);
	return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}

function header(path: string, size: number, mode: number, type: string): Buffer {
	const block = Buffer.alloc(blockSize);
	if (Buffer.byteLength(path) > 100) throw new RangeError(`a path of more than 100 bytes: ${path}`);
	const octal = (value: number, digits: number) => `${value.toString(8).padStart(digits, '0')}\0`;
	block.write(path, 0);
	block.write(octal(mode, 7), 100);
	block.write(octal(0, 7), 108);
	block.write(octal(0, 7), 116);
	block.write(octal(size, 11), 124);
	// The time of the files: it tells nothing. Some tars warn of a time in the future, and none of 1980.
	block.write(octal(315_532_800, 11), 136);
	block.write('        ', 148);
	block.write(type, 156);
	block.write('ustar\x0000', 257);
	block.write(
		`${block
			.reduce((sum, byte) => sum + byte, 0)
			.toString(8)
			.padStart(6, '0')}\0 `,
		148,
	);
	return block;
}
