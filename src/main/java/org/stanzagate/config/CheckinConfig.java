package org.stanzagate.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The check-in API.
 *
 * @param secret the bearer token that bots give
 * @param port on 127.0.0.1; 0 picks a free one
 * @param database a SQLite file, which is made where it is missing
 * @param announce where check-ins are announced; null if nowhere
 */
public record CheckinConfig(
    Secret secret, int port, Path database, @Nullable AnnounceConfig announce) {}
