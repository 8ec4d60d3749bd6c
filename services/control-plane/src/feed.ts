/** Tells those who follow something of everything that happens to it, in the order in which they came. */
export class Feed<T = void> {
  readonly #followers: ((news: T) => void)[] = [];

  /** Calls `follower` with everything that is told from now on. */
  follow(follower: (news: T) => void): void {
    this.#followers.push(follower);
  }

  tell(news: T): void {
    for (const follower of this.#followers) follower(news);
  }
}

/** What a stage needs to see of the feed of another. */
export type Followed<T> = Pick<Feed<T>, 'follow'>;
