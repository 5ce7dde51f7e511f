/** Which customer becomes which other one, by their IDs. */
export interface Merge {
	/** The customer who is merged. */
	readonly from: string;
	/** The customer who stays. */
	readonly into: string;
}

/** What a domain did to the rows of a customer who is merged. */
export interface Moved {
	/** How many rows became the other customer's, by table. */
	readonly rows: Readonly<Record<string, number>>;
	/** What both had and one can have only once: a sentence for each, which says what became of it. */
	readonly clashes?: readonly string[];
}
