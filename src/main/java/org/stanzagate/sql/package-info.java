/**
 * A database with one thread that works on it, so that many who write share one sync of the disk.
 * Knows nothing of what is in it; uses nothing of ours. All that one make of database does in its
 * own way is in its {@link org.stanzagate.sql.Dialect}; the rest is plain SQL. Read {@link
 * org.stanzagate.sql.Database} first.
 */
@NullMarked
package org.stanzagate.sql;

import org.jspecify.annotations.NullMarked;
