import { InputError } from '../kernel/errors';
import { metaKeys, type WordPressPost } from './meta';
import type { NoteBook } from './notes';
import { siteOfPosts, type PostOptions } from './posts';
import type { SproutContact, SproutSite } from './site';
import { rowsOfDump, type SqlRow } from './sqlDump';

export interface SqlOptions extends PostOptions {
	/** What the names of the site's tables begin with, such as `wp_`. Undefined where a dump holds one site only. */
	readonly tablePrefix?: string;
}

/** WordPress's own tables in its own order (wp-admin/includes/schema.php), for a dump that does not name its columns. */
const standardColumns: Readonly<Record<string, string>> = {
	posts:
		'ID post_author post_date post_date_gmt post_content post_title post_excerpt post_status comment_status ping_status post_password post_name to_ping pinged post_modified post_modified_gmt post_content_filtered post_parent guid menu_order post_type post_mime_type comment_count',
	postmeta: 'meta_id post_id meta_key meta_value',
	users:
		'ID user_login user_pass user_nicename user_email user_url user_registered user_activation_key user_status display_name',
	usermeta: 'umeta_id user_id meta_key meta_value',
};

const sproutTypes = /^sa_(client|invoice|estimate|payment)$/;
const tableName = /^(.*?)(posts|postmeta|users|usermeta)$/;

/**
 * Reads the tables posts, postmeta, users and usermeta of a dump.
 *
 * @throws InputError with the line when the dump is broken, and when it holds several sites and none is chosen.
 */
export function readSql(sql: string, notes: NoteBook, options: SqlOptions): SproutSite {
	const posts = new Map<string, Map<string, WordPressPost>>();
	const meta = new Map<string, Map<string, Map<string, unknown[]>>>();
	const contacts = new Map<string, Map<string, Person>>();
	const wanted = (table: string) => tableName.test(table);
	const standard = (table: string) => (standardColumns[tableName.exec(table)?.[2] ?? ''] ?? '').split(' ');

	for (const { table, row } of rowsOfDump(sql, wanted, standard)) {
		const [, prefix = '', kind] = tableName.exec(table) ?? [];
		const at = (name: string) => row.get(name) ?? '';
		if (kind === 'posts' && sproutTypes.test(at('post_type'))) inside(posts, prefix).set(at('ID'), postOf(row));
		else if (kind === 'postmeta' && metaKeys.has(at('meta_key'))) {
			const ofPost = inside(inside(meta, prefix), at('post_id'));
			ofPost.set(at('meta_key'), [...(ofPost.get(at('meta_key')) ?? []), at('meta_value')]);
		} else if (kind === 'users') contactIn(contacts, prefix, at('ID')).email = at('user_email').trim();
		else if (kind === 'usermeta' && at('meta_key') === 'first_name') {
			contactIn(contacts, prefix, at('user_id')).firstName = at('meta_value').trim();
		} else if (kind === 'usermeta' && at('meta_key') === 'last_name') {
			contactIn(contacts, prefix, at('user_id')).lastName = at('meta_value').trim();
		}
	}

	const prefix = chosenSite([...posts.keys()], options.tablePrefix);
	const withMeta = [...(posts.get(prefix)?.values() ?? [])].map((post) => ({
		...post,
		meta: meta.get(prefix)?.get(post.id) ?? new Map<string, unknown[]>(),
	}));
	// The sites of a network share the users of the first: wp_2_posts has its people in wp_users.
	const people = contacts.get(prefix) ?? contacts.get(prefix.replace(/\d+_$/, ''));
	return siteOfPosts(withMeta, (id) => withAddress(people?.get(id)), notes, options);
}

const withAddress = (contact: SproutContact | undefined) => (contact && contact.email !== '' ? contact : undefined);

function postOf(row: SqlRow): WordPressPost {
	const at = (name: string) => row.get(name) ?? '';
	return {
		id: at('ID'),
		type: at('post_type'),
		status: at('post_status'),
		title: at('post_title'),
		date: at('post_date'),
		meta: new Map(),
	};
}

function inside<Held>(map: Map<string, Map<string, Held>>, key: string): Map<string, Held> {
	const held = map.get(key) ?? new Map<string, Held>();
	map.set(key, held);
	return held;
}

type Person = { -readonly [Name in keyof SproutContact]: SproutContact[Name] };

function contactIn(map: Map<string, Map<string, Person>>, prefix: string, id: string): Person {
	const ofSite = inside(map, prefix);
	const contact = ofSite.get(id) ?? { email: '', firstName: '', lastName: '' };
	ofSite.set(id, contact);
	return contact;
}

function chosenSite(prefixes: readonly string[], chosen: string | undefined): string {
	const names = prefixes.map((prefix) => `'${prefix}'`).join(', ');
	const [first = ''] = prefixes;
	if (prefixes.length === 0) {
		throw new InputError(
			'sql',
			'holds no post of Sprout Invoices',
			'Export at least the tables posts and postmeta of the WordPress that has the invoices.',
		);
	}
	if (chosen === undefined && prefixes.length === 1) return first;
	if (chosen !== undefined && prefixes.includes(chosen)) return chosen;
	throw new InputError(
		'tablePrefix',
		chosen === undefined ? `must be chosen: the dump holds the sites ${names}` : `is none of ${names}`,
		'Give the beginning of the names of the tables, such as wp_.',
	);
}
