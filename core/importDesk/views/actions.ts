/** What the buttons of the page of an upload ask for. */
export const actions = { look: 'look', import: 'import', drop: 'drop' } as const;
