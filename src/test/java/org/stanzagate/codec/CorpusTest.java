package org.stanzagate.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.stanzagate.stanza.Kind;
import org.stanzagate.xml.Element;

/** Nothing is lost of stanzas as they are in the wild, and none is too much. */
class CorpusTest {
  private static final int MUTATIONS = 6_000;
  private static final JsonCodec CODEC =
      new JsonCodec(StanzaCompiler.compile(OpenApiDocument.load()));
  private static final RoundTrip ROUND_TRIP = new RoundTrip(CODEC);

  @Test
  void everyStanzaComesBackAsItWas() throws DecodeException {
    List<Element> stanzas = Corpus.stanzas();
    assertThat(stanzas).hasSizeGreaterThan(300);
    for (Element stanza : stanzas) {
      ROUND_TRIP.check(stanza);
    }
  }

  @Test
  void everyKeyIsMet() throws DecodeException {
    Set<String> met = new TreeSet<>();
    for (Element stanza : Corpus.stanzas()) {
      met.addAll(new JsonReader().read(CODEC.encode(stanza)).propertyNames());
    }
    Set<String> keys = new TreeSet<>(Set.of("kind"));
    for (StanzaMapping kind : StanzaCompiler.compile(OpenApiDocument.load()).kinds()) {
      kind.names().stream()
          .filter(name -> kind.key(name) == null || !isInOnly(kind, name))
          .forEach(keys::add);
    }
    assertThat(met).containsAll(keys);
  }

  private static boolean isInOnly(StanzaMapping kind, String name) {
    Key key = kind.key(name);
    return key != null && key.rules().inOnly();
  }

  @Test
  void whatComesNearAKnownStanzaComesBackAsItWas() throws DecodeException {
    MutatedStanzas mutations = new MutatedStanzas(Corpus.stanzas(), 3);
    for (int i = 0; i < MUTATIONS; i++) {
      ROUND_TRIP.check(mutations.next());
    }
  }

  @Test
  void brokenJsonIsRefusedAndNothingElseHappens() {
    Random random = new Random(4);
    String signs = "{}[]\",:tf0-9.ex \\";
    List<StanzaCodec> codecs =
        List.of(
            CODEC,
            new FormCodec(StanzaCompiler.compile(OpenApiDocument.load())),
            new TextCodec(),
            new XmlCodec());
    for (Element stanza : Corpus.stanzas()) {
      for (int i = 0; i < 8; i++) {
        StringBuilder body = new StringBuilder(new String(CODEC.encode(stanza), UTF_8));
        for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
          int at = random.nextInt(body.length());
          body.setCharAt(at, signs.charAt(random.nextInt(signs.length())));
        }
        for (StanzaCodec codec : codecs) {
          assertThatCode(() -> decode(codec, body.toString()))
              .as(codec.mediaType() + ": " + body)
              .doesNotThrowAnyException();
        }
      }
    }
  }

  /** A body that can't be read is one thing, any other exception another. */
  private static void decode(StanzaCodec codec, String body) {
    for (Leniency leniency : List.of(Leniency.STRICT, Leniency.warning(warning -> {}))) {
      for (Kind kind : Kind.values()) {
        try {
          codec.encode(codec.decode(body.getBytes(UTF_8), kind, leniency));
        } catch (DecodeException e) {
          assertThat(e).message().isNotBlank();
        } catch (IllegalArgumentException e) {
          // What the body says is no kind of stanza, which others refuse.
          assertThat(e).message().startsWith("no stanza: ");
        }
      }
    }
  }

  /**
   * Where the texts of the XEPs are at hand (github.com/xsf/xeps): {@code
   * -Dstanzagate.xeps=FOLDER}.
   */
  @Test
  @EnabledIfSystemProperty(named = "stanzagate.xeps", matches = ".+")
  void everyStanzaThatTheXepsPrintComesBackAsItWas() throws IOException, DecodeException {
    List<Element> stanzas = new ArrayList<>();
    XepExamples.stanzas(Path.of(System.getProperty("stanzagate.xeps"))).forEach(stanzas::add);
    assertThat(stanzas).hasSizeGreaterThan(4_000);
    for (Element stanza : stanzas) {
      ROUND_TRIP.check(stanza);
    }
  }
}
