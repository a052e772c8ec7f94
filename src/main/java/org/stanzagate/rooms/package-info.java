/**
 * The rooms (XEP-0045) that are joined through the gateway: which of our JIDs is in which, and
 * under which nickname, as the stanzas tell that go by. Uses component, stanza and xml. Read {@link
 * org.stanzagate.rooms.Rooms} first.
 */
@NullMarked
package org.stanzagate.rooms;

import org.jspecify.annotations.NullMarked;
