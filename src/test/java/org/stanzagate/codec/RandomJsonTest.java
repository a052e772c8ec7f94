package org.stanzagate.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.stanzagate.stanza.Kind;
import org.stanzagate.xml.Element;

/** Whatever a JSON body says, it is read in part or refused, and what was read is a stanza. */
class RandomJsonTest {
  private static final int BODIES = 20_000;
  private static final int MAX_DEPTH = 4;
  private static final JsonMapping MAPPING = StanzaCompiler.compile(OpenApiDocument.load());
  private static final JsonCodec CODEC = new JsonCodec(MAPPING);
  private static final List<String> SCALARS =
      List.of("\"x\"", "\"\"", "true", "false", "null", "7", "-1.5", "\"a\\nb\"", "\"<a/>\"");
  private static final List<String> INNER =
      List.of(
          "id", "value", "type", "fields", "form", "data", "page", "max", "node", "first", "index",
          "message", "forward", "jid", "reason", "headers", "put", "url", "ids", "with", "options");

  private final Random random = new Random(5);

  @Test
  void whatIsReadLenientlyIsAStanzaThatComesBack() throws DecodeException {
    List<String> keys = new ArrayList<>();
    MAPPING.kinds().forEach(kind -> keys.addAll(kind.names()));
    int read = 0;
    for (int i = 0; i < BODIES; i++) {
      String body = object(keys, 0);
      Element stanza;
      try {
        stanza = CODEC.decode(body.getBytes(UTF_8), Kind.IQ, Leniency.warning(warning -> {}));
      } catch (DecodeException e) {
        assertThat(e).message().as(body).isNotBlank();
        continue;
      }
      if (Kind.of(stanza.name()).isPresent()) {
        Element back = CODEC.decode(CODEC.encode(stanza), Kind.IQ, Leniency.STRICT);
        assertThat(MappingCase.canonical(back)).as(body).isEqualTo(MappingCase.canonical(stanza));
        read++;
      }
    }
    assertThat(read).isGreaterThan(BODIES / 4);
  }

  private String object(List<String> keys, int depth) {
    return Stream.generate(() -> keys.get(random.nextInt(keys.size())))
        .limit(1 + random.nextInt(3))
        .distinct()
        .map(key -> "\"" + key + "\":" + value(depth))
        .collect(Collectors.joining(",", "{", "}"));
  }

  private String value(int depth) {
    int sort = depth < MAX_DEPTH ? random.nextInt(5) : 0;
    return switch (sort) {
      case 3 ->
          Stream.generate(() -> value(depth + 1))
              .limit(random.nextInt(3))
              .collect(Collectors.joining(",", "[", "]"));
      case 4 -> object(INNER, depth + 1);
      default -> SCALARS.get(random.nextInt(SCALARS.size()));
    };
  }
}
