/**
 * The rooms (XEP-0045) that are joined through the gateway. {@link org.stanzagate.rooms.Rooms}
 * knows which of our JIDs is in which, and under which nickname, as the stanzas tell that go by;
 * read it first. {@link org.stanzagate.rooms.Occupants} is for a part of the gateway that wants to
 * be in a room itself, and to stay there. Uses component, stanza and xml.
 */
@NullMarked
package org.stanzagate.rooms;

import org.jspecify.annotations.NullMarked;
