/**
 * What must not be lost: stanzas that are committed to a database before they are posted or pulled,
 * and kept until then. Uses sql, stanza, xml and config. Read {@link org.stanzagate.outbox.Store}
 * first, which is all that the rest knows of databases; for what is pulled {@link
 * org.stanzagate.outbox.Mailbox}.
 */
@NullMarked
package org.stanzagate.outbox;

import org.jspecify.annotations.NullMarked;
