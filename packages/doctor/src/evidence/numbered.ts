/** What people number: the number behind one of these is no status. For regular expressions. */
export const NUMBERED: string = String.raw`\b(?:job|order|line|row|part|item|batch|step|page|ticket|invoice|customer|lot|no\.?|id)`;
