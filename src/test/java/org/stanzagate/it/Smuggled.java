package org.stanzagate.it;

import java.util.List;
import java.util.stream.Stream;

/**
 * Bytes of which it could be doubted how many requests they are.
 *
 * @param sent the ids of the stanzas that go out
 */
record Smuggled(String name, String bytes, List<String> sent) {
  private static final String OPEN = "<message id='open' to='romeo@localhost'/>";
  static final String HIDDEN =
      RawRequest.xml("<message id='hidden' to='romeo@localhost'/>").head()
          + "<message id='hidden' to='romeo@localhost'/>";

  /** Its answer shows that all before it is done, and where the gateway thinks that it begins. */
  static final String LAST = RawRequest.get("/healthz").with("Connection: close").head();

  private static final String CHUNKED_OPEN = "29\r\n" + OPEN + "\r\n0\r\n\r\n";

  private static Smuggled refused(String name, String bytes) {
    return new Smuggled(name, bytes, List.of());
  }

  private static Smuggled taken(String name, String bytes, String... sent) {
    return new Smuggled(name, bytes, List.of(sent));
  }

  private static String head(String... headers) {
    RawRequest request = RawRequest.post(GatewayProcess.XML, "");
    for (String header : headers) {
      request = request.with(header);
    }
    return request.head();
  }

  /** A chunked body, with a whole request behind it. */
  private static Smuggled refusedCoding(String name, String... headers) {
    return refused(name, head(headers) + "0\r\n\r\n" + HIDDEN);
  }

  private static Smuggled refusedChunks(String name, String chunks) {
    return refused(name, head("Transfer-Encoding: chunked") + chunks + HIDDEN);
  }

  private static Smuggled refusedLength(String length) {
    return refused("Content-Length: " + length, head("Content-Length: " + length) + OPEN + HIDDEN);
  }

  static Stream<Smuggled> oneRequestAfterTheOther() {
    String twice = head("Content-Length: 41") + OPEN + HIDDEN;
    return Stream.of(
        taken("two in one packet", twice, "open", "hidden"),
        taken("chunks", head("Transfer-Encoding: chunked") + CHUNKED_OPEN, "open"),
        taken(
            "chunks, then another",
            head("Transfer-Encoding: chunked") + CHUNKED_OPEN + HIDDEN,
            "open",
            "hidden"),
        taken("CHUNKED", head("TRANSFER-ENCODING:\t cHuNKeD \t") + CHUNKED_OPEN, "open"),
        taken(
            "a length amid blanks",
            head("Content-Length: \t 41 \t") + OPEN + HIDDEN,
            "open",
            "hidden"),
        taken("a length with zeros before it", head("Content-Length: 00041") + OPEN, "open"),
        taken(
            "extensions of chunks",
            head("Transfer-Encoding: chunked")
                + "29;a=b;c=\"d;\"\r\n"
                + OPEN
                + "\r\n0;e\r\n\r\n"
                + HIDDEN,
            "open",
            "hidden"),
        taken(
            "zeros before a chunk's size",
            head("Transfer-Encoding: chunked") + "00000029\r\n" + OPEN + "\r\n000\r\n\r\n",
            "open"),
        taken(
            "trailers",
            head("Transfer-Encoding: chunked", "Trailer: X-T")
                + "29\r\n"
                + OPEN
                + "\r\n0\r\nX-T: Content-Length: 5\r\nContent-Length: 100\r\n\r\n"
                + HIDDEN,
            "open",
            "hidden"),
        taken(
            "an offer of HTTP/2",
            head(
                    "Connection: Upgrade, HTTP2-Settings",
                    "Upgrade: h2c",
                    "HTTP2-Settings: AAMAAABkAAQAAP__",
                    "Content-Length: 41")
                + OPEN,
            "open"),
        taken(
            "a target that names the host again",
            head("Content-Length: 41").replace(" /rest ", " http://localhost/rest ") + OPEN,
            "open"));
  }

  static Stream<Smuggled> framings() {
    return Stream.of(
        refusedCoding("CL.TE", "Content-Length: 6", "Transfer-Encoding: chunked"),
        refusedCoding("TE.CL", "Transfer-Encoding: chunked", "Content-Length: 4"),
        refusedCoding("chunked, identity", "Transfer-Encoding: chunked, identity"),
        refusedCoding("identity", "Transfer-Encoding: identity"),
        refusedCoding("gzip, chunked", "Transfer-Encoding: gzip, chunked"),
        refusedCoding("xchunked", "Transfer-Encoding: xchunked"),
        refusedCoding("chunked twice", "Transfer-Encoding: chunked", "Transfer-Encoding: chunked"),
        refusedCoding("chunked, and x", "Transfer-Encoding: chunked", "Transfer-Encoding: x"),
        refusedCoding("x, and chunked", "Transfer-Encoding: x", "Transfer-Encoding: chunked"),
        refusedCoding("chunked;a=b", "Transfer-Encoding: chunked;a=b"),
        refusedCoding("\"chunked\"", "Transfer-Encoding: \"chunked\""),
        refusedCoding(", chunked", "Transfer-Encoding: , chunked"),
        refusedCoding("no coding", "Transfer-Encoding:"),
        refusedCoding("a form feed", "Transfer-Encoding: \fchunked"),
        refusedCoding("a vertical tab", "Transfer-Encoding:\u000bchunked"),
        refusedCoding("a NUL", "Transfer-Encoding: chunked\0"),
        refusedCoding("a blank before the colon", "Transfer-Encoding : chunked"),
        refusedCoding("a CR within", "X: y\rTransfer-Encoding: chunked"),
        refusedCoding("a name that isn't the name", "Transfer-Encoding\0: chunked"),
        refused(
            "HTTP/1.0",
            head("Transfer-Encoding: chunked").replace("HTTP/1.1", "HTTP/1.0")
                + "0\r\n\r\n"
                + HIDDEN));
  }

  static Stream<Smuggled> lengths() {
    Stream<Smuggled> odd =
        Stream.of(
                "",
                "+41",
                "-41",
                "-1",
                "0x29",
                "41, 41",
                "41,41",
                "41;41",
                "4 1",
                "41.0",
                "4e1",
                "\"41\"",
                "41 x",
                "\u0661",
                "18446744073709551657",
                "99999999999999999999999999999")
            .map(Smuggled::refusedLength);
    Stream<Smuggled> several =
        Stream.of(
            refused("two lengths", head("Content-Length: 41", "Content-Length: 0") + OPEN + HIDDEN),
            refused(
                "the same length twice",
                head("Content-Length: 41", "Content-Length: 41") + OPEN + HIDDEN),
            refused(
                "a blank before a length's colon", head("Content-Length : 41") + OPEN + HIDDEN));
    return Stream.concat(odd, several);
  }

  static Stream<Smuggled> chunks() {
    return Stream.of(
        refusedChunks("no size", "\r\n" + OPEN + "\r\n0\r\n\r\n"),
        refusedChunks("no hexadecimal", "zz\r\n" + OPEN + "\r\n0\r\n\r\n"),
        refusedChunks("0x", "0x29\r\n" + OPEN + "\r\n0\r\n\r\n"),
        refusedChunks("a plus", "+29\r\n" + OPEN + "\r\n0\r\n\r\n"),
        refusedChunks("a minus", "-29\r\n" + OPEN + "\r\n0\r\n\r\n"),
        refusedChunks("a blank before the size", " 29\r\n" + OPEN + "\r\n0\r\n\r\n"),
        refusedChunks("a blank within the size", "2 9\r\n" + OPEN + "\r\n0\r\n\r\n"),
        refusedChunks("2^64 + 41", "10000000000000029\r\n" + OPEN + "\r\n0\r\n\r\n"),
        refusedChunks("2^32 + 41", "100000029\r\n" + OPEN + "\r\n0\r\n\r\n"),
        refusedChunks("less than there is", "28\r\n" + OPEN + "\r\n0\r\n\r\n"),
        refusedChunks("more than there is", "2b\r\n" + OPEN + "\r\n0\r\n\r\n"),
        refusedChunks("no end of the chunk", "29\r\n" + OPEN + "0\r\n\r\n"),
        refusedChunks("another end of the chunk", "29\r\n" + OPEN + "xx0\r\n\r\n"),
        refusedChunks("LF ends a size", "29\n" + OPEN + "\r\n0\r\n\r\n"),
        refusedChunks("LF ends an extension", "29;a\n" + OPEN + "\r\n0\r\n\r\n"),
        refusedChunks("CR ends a size", "29\r" + OPEN + "\r\n0\r\n\r\n"),
        refusedChunks("LF ends the data", "29\r\n" + OPEN + "\n0\r\n\r\n"),
        refusedChunks("LF ends it all", "29\r\n" + OPEN + "\r\n0\n\n"),
        refusedChunks("no last chunk", "29\r\n" + OPEN + "\r\n"));
  }

  static Stream<Smuggled> heads() {
    return Stream.of(
        refused("two Hosts", head("Host: other.example", "Content-Length: 41") + OPEN),
        refused(
            "a target that names another host",
            head("Content-Length: 41").replace(" /rest ", " http://other.example/rest ") + OPEN),
        refused("no Host", head("Content-Length: 41").replace("Host:", "X-Host:") + OPEN),
        refused(
            "a blank before Host's colon",
            head("Content-Length: 41").replace("Host:", "Host :") + OPEN),
        refused("a NUL in a value", head("X: a\0b", "Content-Length: 41") + OPEN),
        refused("a CR in a value", head("X: a\rb", "Content-Length: 41") + OPEN),
        refused("a blank first", head("Content-Length: 41").replaceFirst("\r\n", "\r\n ") + OPEN),
        refused("no colon", head("Nonsense", "Content-Length: 41") + OPEN),
        refused("no name", head(": x", "Content-Length: 41") + OPEN),
        refused("a name in brackets", head("X(): x", "Content-Length: 41") + OPEN),
        refused("HTTP/0.9", "POST /rest\r\n" + HIDDEN),
        refused("no version", head("Content-Length: 41").replace(" HTTP/1.1", "") + OPEN),
        refused(
            "a tab in the request line",
            head("Content-Length: 41").replace("POST /rest ", "POST\t/rest\t") + OPEN),
        refused(
            "two versions",
            head("Content-Length: 41").replace(" HTTP/1.1", " HTTP/1.1 HTTP/1.1") + OPEN),
        refused(
            "NUL in the target", head("Content-Length: 41").replace("/rest", "/rest\0") + OPEN));
  }

  static Stream<Smuggled> folded() {
    return Stream.of(
        taken("a folded coding", head("Transfer-Encoding:\r\n chunked") + CHUNKED_OPEN, "open"),
        taken("a folded length", head("Content-Length:\r\n 41") + OPEN, "open"));
  }

  @Override
  public String toString() {
    return name;
  }
}
