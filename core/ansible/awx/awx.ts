import { z } from 'zod';
import type { HttpConditions } from '../../kernel/http';
import type { ApiVendor } from '../api/errors';
import { openApi, type Api, type ApiCall } from '../api/transport';
import { pageOf } from './answers';
import type { AwxLogin } from './login';

export const awxVendor: ApiVendor = {
	name: 'AWX',
	credential: 'MSP AWX',
	wordsOf,
	checkLogIn: 'Check the token, or the user name and the password, in the MSP AWX credential. Tokens expire.',
	checkRights:
		'Give the user of the credential the role Execute on the template, and Read on its project and inventory.',
	log: "AWX's log (the task and web containers)",
};

/** Django REST framework: `{"detail": "…"}`, or complaints by field. */
function wordsOf(body: unknown): string {
	const read = refusal.safeParse(body);
	if (!read.success) return '';
	const { detail, error, ...fields } = read.data;
	const main = [detail, error].filter((words): words is string => typeof words === 'string' && words !== '');
	const complaints = Object.entries(fields).map(
		([field, says]) => `${field}: ${Array.isArray(says) ? says.map(plain).join(' ') : plain(says)}`,
	);
	return [...main, ...complaints].join(' ');
}
const refusal = z.record(z.string(), z.json());
const plain = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));

/** AWX's API, with what its lists need. */
export interface Awx extends Api {
	/** Every row of a list, up to `most`. */
	rows<Row>(call: Omit<ApiCall, 'method'>, row: z.ZodType<Row>, most?: number): Promise<Row[]>;
}

/** The most that a page of AWX has (`MAX_PAGE_SIZE`). */
export const pageSize = 200;

export function openAwxApi(login: AwxLogin, conditions?: HttpConditions): Awx {
	const { authentication } = login;
	const basic =
		authentication.kind === 'password'
			? Buffer.from(`${authentication.username}:${authentication.password}`).toString('base64')
			: '';
	const api = openApi({
		vendor: awxVendor,
		trust: login,
		prefix: prefixOf(login.apiPrefix),
		authorization: authentication.kind === 'token' ? `Bearer ${authentication.token.trim()}` : `Basic ${basic}`,
		secrets: authentication.kind === 'token' ? [authentication.token] : [authentication.password, basic],
		conditions,
	});
	return {
		...api,
		async rows({ path, query }, row, most = 10_000) {
			const found: z.infer<typeof row>[] = [];
			for (let page = 1; ; page++) {
				const { results, next } = await api.json(
					{ method: 'GET', path, query: { ...query, page_size: pageSize, page: page === 1 ? undefined : page } },
					pageOf(row),
				);
				found.push(...results);
				if (!next || results.length === 0 || found.length >= most) return found;
			}
		},
	};
}

function prefixOf(prefix: string): string {
	const trimmed = prefix.trim().replace(/^\/+|\/+$/g, '');
	return trimmed === '' ? '/api/v2' : `/${trimmed}`;
}
