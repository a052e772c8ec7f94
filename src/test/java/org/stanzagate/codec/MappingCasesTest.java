package org.stanzagate.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the mapping that is shipped to all examples of the keys. */
class MappingCasesTest {
  private static final JsonCodec CODEC =
      new JsonCodec(StanzaCompiler.compile(OpenApiDocument.load()));

  static List<MappingCase> cases() {
    return MappingCase.all();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theExampleComesOutAsPrinted(MappingCase example) throws Exception {
    example.check(CODEC);
  }

  @Test
  void noneIsLeftOut() {
    assertThat(cases()).hasSizeGreaterThanOrEqualTo(94);
  }
}
