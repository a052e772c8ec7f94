package org.stanzagate.codec;

import java.util.Map;
import org.stanzagate.spelling.Spelling;

/** The codecs that a schema names with {@code x-codec}, for what no schema can say. */
final class NamedCodecs {
  private static final Map<String, ChildrenCodec> CODECS =
      Map.of("disco-extensions", new DiscoExtensions());

  private NamedCodecs() {}

  static ChildrenCodec named(String name, Schema schema) {
    ChildrenCodec codec = CODECS.get(name);
    if (codec == null) {
      throw schema.fault("unknown x-codec " + name + Spelling.hint(name, CODECS.keySet()));
    }
    return codec;
  }
}
