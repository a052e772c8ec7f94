package org.stanzagate.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the mapping that is shipped to all examples that its keys can express. */
class MappingCasesTest {
  private static final JsonMapping MAPPING = StanzaCompiler.compile(OpenApiDocument.load());
  private static final JsonCodec CODEC = new JsonCodec(MAPPING);

  static List<MappingCase> casesOfTheKeysThereAre() {
    return MappingCase.all().stream().filter(one -> one.isFor(MAPPING)).toList();
  }

  @ParameterizedTest
  @MethodSource("casesOfTheKeysThereAre")
  void theExampleComesOutAsPrinted(MappingCase example) throws Exception {
    example.check(CODEC);
  }

  @Test
  void theExamplesOfTheKeysThereAreWereFound() {
    assertThat(casesOfTheKeysThereAre()).hasSizeGreaterThanOrEqualTo(33);
    assertThat(
            Stream.of(
                "body", "thread", "show", "ping", "version", "disco", "items", "error", "xml"))
        .allSatisfy(
            key ->
                assertThat(casesOfTheKeysThereAre()).anyMatch(example -> example.json().has(key)));
  }
}
