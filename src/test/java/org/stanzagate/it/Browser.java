package org.stanzagate.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.openqa.selenium.By;
import org.openqa.selenium.JavascriptExecutor;
import org.openqa.selenium.Keys;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** Debian's Chromium, with one tab. */
final class Browser implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** Where pictures are kept for people, if they are to be. */
  private static final Optional<Path> PICTURES =
      Optional.ofNullable(System.getProperty("stanzagate.pictures")).map(Path::of);

  private final ChromeDriver driver;

  private Browser(ChromeDriver driver) {
    this.driver = driver;
  }

  /** Starts it, where it is to be had. */
  static Browser start() {
    ServerPackages.provide("chromium-driver", List.of("chromium", "chromedriver"), Optional::empty)
        .orSkip();
    ChromeOptions options = new ChromeOptions();
    options.setBinary(ServerPackages.path("chromium").toFile());
    // Root has no sandbox, and a container little shared memory.
    options.addArguments(
        "--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--lang=en");
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    options.setCapability("goog:loggingPrefs", logs);
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(ServerPackages.path("chromedriver").toFile())
            .usingAnyFreePort()
            .build();
    return new Browser(new ChromeDriver(service, options));
  }

  /** A tab that knows nothing of the last. */
  void open(String url) {
    driver.get("about:blank");
    driver.switchTo().newWindow(WindowType.TAB);
    String fresh = driver.getWindowHandle();
    for (String handle : List.copyOf(driver.getWindowHandles())) {
      if (!handle.equals(fresh)) {
        driver.switchTo().window(handle).close();
      }
    }
    driver.switchTo().window(fresh);
    faults();
    driver.get(url);
  }

  /** Loads the page again, in the same tab. */
  void reload() {
    driver.navigate().refresh();
  }

  void go(String url) {
    driver.get(url);
  }

  /** The first that is to be seen, as soon as it is. */
  WebElement see(String selector) {
    return see(selector, "");
  }

  /** The first that is to be seen and says that, as soon as it does. */
  WebElement see(String selector, String text) {
    return waiting(selector + " with '" + text + "'")
        .until(
            () ->
                driver.findElements(By.cssSelector(selector)).stream()
                    .filter(one -> one.isDisplayed() && one.getText().contains(text))
                    .findFirst(),
            Optional::isPresent)
        .orElseThrow();
  }

  /** What of that is to be seen now. */
  List<WebElement> all(String selector) {
    return driver.findElements(By.cssSelector(selector)).stream()
        .filter(WebElement::isDisplayed)
        .toList();
  }

  void awaitNone(String selector) {
    waiting("no " + selector).until(() -> all(selector).isEmpty());
  }

  /** What the page shows may be replaced while it is looked at. */
  private static ConditionFactory waiting(String what) {
    return Awaitility.await(what)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .ignoreException(StaleElementReferenceException.class);
  }

  /** Puts another text into a field. */
  void write(String selector, String text) {
    WebElement field = see(selector);
    field.sendKeys(Keys.chord(Keys.CONTROL, "a"), Keys.DELETE);
    field.sendKeys(text);
  }

  /** Picks another option. */
  void choose(String selector, String option) {
    see(selector);
    run(
        "const s = document.querySelector(arguments[0]); s.value = arguments[1];"
            + "s.dispatchEvent(new Event('input', {bubbles: true}));"
            + "s.dispatchEvent(new Event('change', {bubbles: true}));",
        selector,
        option);
  }

  /** Presses keys, wherever the focus is. */
  void press(CharSequence... keys) {
    new Actions(driver).sendKeys(keys).perform();
  }

  /** What has the focus. */
  WebElement focused() {
    return driver.switchTo().activeElement();
  }

  Object run(String script, Object... arguments) {
    return ((JavascriptExecutor) driver).executeScript(script, arguments);
  }

  /** The page's width and theme. */
  void resize(int width, int height, String theme) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", theme))));
  }

  /** What the page or the browser complained of since the last time. */
  List<String> faults() {
    return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .map(LogEntry::getMessage)
        .filter(message -> !message.contains("the server responded with a status of 4"))
        .toList();
  }

  /** Keeps a picture, where somebody wants some. */
  void picture(String name) {
    PICTURES.ifPresent(folder -> keep(folder.resolve(name + ".png")));
  }

  private void keep(Path file) {
    Object data = driver.executeCdpCommand("Page.captureScreenshot", Map.of()).get("data");
    try {
      Files.write(file, Base64.getDecoder().decode(String.valueOf(data)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    driver.quit();
  }
}
