"""One rule a room: how one kind of fact is written. What rules find, `bot.posts.reader` puts together."""
