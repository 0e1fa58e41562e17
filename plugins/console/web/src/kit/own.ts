let owner = "";

/** Who is signed in. */
export const ownerNow = () => owner;
export function setOwner(userId: string) {
    owner = userId;
}

/** Where the browser keeps somebody's unfinished work; the next person at this browser does not see it. */
export const ownKey = (name: string) => `rejoinder.${name}.${owner}`;
