/**
 * What an entity on the network tells about itself to those who ask: the component to everybody,
 * the sandbox's residents to the component. Uses stanza and xml. Read {@link
 * org.stanzagate.entity.Profile}.
 */
@NullMarked
package org.stanzagate.entity;

import org.jspecify.annotations.NullMarked;
