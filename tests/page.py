#!/usr/bin/env python3
"""Opens the page of `hvgraph export --html` in headless Chromium and uses it as a reader does.

    python3 tests/page.py --axe AXE.min.js [--hvgraph target/debug/hvgraph] [--chromedriver PATH] [--only WORD]

Each check opens a page of its own from a file. Whatever it does, the console must stay empty, no policy may be
violated and nothing may be fetched. Needs Selenium 4, Chromium with its driver, and axe-core 4.
"""

import argparse
import gzip
import json
import pathlib
import random
import subprocess
import sys
import tempfile
import traceback

from selenium import webdriver
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.wait import WebDriverWait

REPOSITORY = pathlib.Path(__file__).resolve().parent.parent
LARGEST_GZIP = 150 * 1024

# Runs before the page's own script.
WATCH = """
window.reports = [];
document.addEventListener("securitypolicyviolation", (event) => window.reports.push(event.violatedDirective + " " + event.blockedURI));
window.addEventListener("error", (event) => window.reports.push(event.message));
"""

HOSTILE = [
    '"', "\\", "]]>", "</script><script>document.title='ran'</script>", "<b>bold</b>", "<!--", "--><script>document.title='ran'</script>",
    "<img src=x onerror=\"document.title='ran'\">", "\" onfocus=\"document.title='ran'\" autofocus=\"", "javascript:document.title='ran'",
    "' onclick='document.title=1", "{{script}}", "{{title}}{{data}}", "</style><style>*{display:none}</style>", "</svg><script>document.title='ran'</script>",
    "&lt;script&gt;", "\u202egnp.exe", "nul \u0000 inside", "two\nlines", "line \u2028 paragraph \u2029 end", "Ha\u0300 No\u0323\u0302i", "Hòa", "Hoà", "ĐẶNG Ðức Ɖoàn",
    "ນະຄອນຫຼວງວຽງຈັນ", "ß ł Ø æ œ İ ı ſ ﬁ ŉ", "ΟΔΟΣ", "zero\u200bwidth", "😀👩‍👩‍👧‍👦", "constructor", "__proto__", "#node=n1", "%E0%A4%A", "ệ" * 21_845, "a,b",
]


class Page:
    """A page in the browser."""

    def __init__(self, browser, file):
        self.browser = browser
        self.file = file

    def open(self, address=""):
        self.browser.get("about:blank")
        self.browser.get(self.file.as_uri() + address)
        self.settle()
        return self

    def settle(self):
        """Waits until what was scheduled is drawn."""
        self.run_async("requestAnimationFrame(() => requestAnimationFrame(() => arguments[0]()))")

    def run(self, script, *arguments):
        return self.browser.execute_script(script, *arguments)

    def run_async(self, script, *arguments):
        return self.browser.execute_async_script(script, *arguments)

    def find(self, selector):
        return self.browser.find_element(By.CSS_SELECTOR, selector)

    def count(self, selector):
        return self.run("return document.querySelectorAll(arguments[0]).length", selector)

    def text(self, selector):
        return self.run("return document.querySelector(arguments[0])?.textContent ?? ''", selector)

    def press(self, *keys):
        for key in keys:
            ActionChains(self.browser).send_keys(key).perform()
        self.settle()

    def focused(self):
        return self.run("return [document.activeElement.getAttribute('class') ?? '', document.activeElement.getAttribute('aria-label') ?? '', document.activeElement.id]")

    def data(self):
        return self.run("return JSON.parse(document.getElementById('data').textContent)")

    def complaints(self):
        """Returns what the console said, what the policy reported and what was fetched."""
        said = [entry["message"] for entry in self.browser.get_log("browser")]
        fetched = self.run("return performance.getEntriesByType('resource').map((entry) => entry.name)")
        return said + self.run("return window.reports") + fetched


class Bench:
    """The browser, the program and the files made for the checks."""

    def __init__(self, options, folder):
        self.options = options
        self.folder = folder
        self.axe = options.axe.read_text(encoding="utf-8")
        self.browser = self.start()
        self.files = {}

    def start(self):
        chromium = webdriver.ChromeOptions()
        chromium.binary_location = str(self.options.chromium)
        for flag in ["--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]:
            chromium.add_argument(flag)
        chromium.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        service = webdriver.ChromeService(str(self.options.chromedriver))
        browser = webdriver.Chrome(options=chromium, service=service)
        browser.set_script_timeout(60)
        browser.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": WATCH})
        return browser

    def hvgraph(self, *arguments, statuses=(0,)):
        command = [str(self.options.hvgraph), *map(str, arguments)]
        done = subprocess.run(command, capture_output=True, check=False, timeout=120)
        if done.returncode not in statuses:
            raise AssertionError(f"{' '.join(command)}: exit {done.returncode}\n{done.stderr.decode()}")
        return done.stdout

    def page(self, *arguments, width=1440, height=900, dark=False):
        """Returns the page of some arguments, not opened yet, on a screen of this size."""
        if arguments not in self.files:
            file = self.folder / f"page{len(self.files)}.html"
            file.write_bytes(self.hvgraph("export", "--html", *arguments))
            self.files[arguments] = file
        screen = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}
        self.browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)
        features = [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]
        self.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
        return Page(self.browser, self.files[arguments])

    def violations(self, page):
        page.run("if (!window.axe) { const run = new Function(arguments[0]); run.call(window); }", self.axe)
        found = page.run_async("axe.run(document, { resultTypes: ['violations'] }).then((result) => arguments[0](result.violations))")
        return [f"{one['id']}: {node['target']} {node.get('failureSummary', '')}" for one in found for node in one["nodes"][:3]]


def equal(found, expected, what=""):
    if found != expected:
        raise AssertionError(f"{what}: {found!r}, not {expected!r}")


def holds(condition, what):
    if not condition:
        raise AssertionError(what)


# --- the checks: each takes the bench and returns the page it used ---


def search_finds_names_typed_without_marks(bench):
    page = bench.page("--lang", "en").open()
    for typed, expected in [("dinh tien dung", "Đinh Tiến Dũng"), ("ĐINH TIẾN DŨNG", "Đinh Tiến Dũng"), ("anouphap", "Anouphap Tounalom"), ("vientiane", "Viêng Chăn")]:
        page.press("/")
        equal(page.focused()[2], "search", "focus after /")
        page.press(typed)
        holds(page.text("#search-found [aria-selected=true]").startswith(expected), f"{typed}: {page.text('#search-found')}")
        page.press(Keys.ENTER)
        equal(page.text("#evidence h2"), expected, "panel")
        page.press(Keys.ESCAPE)
        equal(page.count("#evidence:not([hidden])"), 0, "panels after Esc")
    page.press("/", "zzzz")
    equal(page.text("#search-found"), "No such name.", "nothing found")
    return page


def the_page_folds_names_as_the_program_does(bench):
    for arguments in [[], ["--data", REPOSITORY / "tests/data/regatta"], ["--data", hostile_folder(bench)]]:
        page = bench.page(*arguments, "--structural").open()
        wrong = page.run("""
            return hvgraph.nodes.flatMap((node) => [node.name, ...(node.aliases ?? []).map(([alias]) => alias), node.gloss]
              .map((name, at) => [name, hvgraph.fold(name ?? ""), node.keys[at] ?? ""])
              .filter(([name, found, expected]) => name !== undefined && found !== expected)
              .map((row) => row.map((text) => text.slice(0, 60))))""")
        # A control that is shown as `\\u{…}` is another text than the program folds.
        equal([row for row in wrong if "\\u{" not in row[0]], [], "keys")
    return page


def a_path_is_the_program_s_and_is_lit(bench):
    page = bench.page("--lang", "en").open("#path=dinh-tien-dung,chanthabuly")
    hops = page.count("#evidence .path li")
    holds(hops > 1, page.text("#evidence"))
    equal(page.count("#claims .line.lit"), hops, "lit claims")
    equal(page.count(".node.chosen"), hops + 1, "lit nodes")
    equal(page.count("#evidence .hop .more"), hops, "evidence of hops")
    ids = [node["id"] for node in page.data()["nodes"]]
    rng = random.Random(7)
    for _ in range(25):
        source, target = rng.sample(ids, 2)
        answer = json.loads(bench.hvgraph("path", "--json", "--max-hops", 99, "--", source, target, statuses=(0, 1)))
        expected = [hop["id"] for hop in answer["paths"][0]["hops"]] if answer["paths"] else None
        found = page.run("""
            const place = (id) => hvgraph.nodes.findIndex((node) => node.id === id);
            return hvgraph.findPath(place(arguments[0]), place(arguments[1])).path?.map((hop) => hvgraph.claims[hop.claim].id)""", source, target)
        equal(found, expected, f"path from {source} to {target}")
    return page


def a_path_is_asked_for_by_name(bench):
    page = bench.page("--lang", "en").open()
    for box, typed in [("path-from", "dinh tien dung"), ("path-to", "sinlavong")]:
        page.find(f"#{box}").send_keys(typed)
        page.press(Keys.ENTER)
    page.find("#path-form button").click()
    page.settle()
    holds("→" in page.text("#evidence h2"), page.text("#evidence"))
    holds("#path=dinh-tien-dung," in page.run("return location.hash"), "address")
    holds("stepping stones" in page.text("#evidence"), "no rule is told")
    return page


def the_keyboard_walks_along_claims(bench):
    page = bench.page("--lang", "en").open()
    for _ in range(80):
        page.press(Keys.TAB)
        if page.run("return document.getElementById('graph').contains(document.activeElement)"):
            break
    start = page.focused()
    holds(start[0].startswith("node") and "claims" in start[1], f"Tab leads to {start}")
    page.press(Keys.ARROW_RIGHT)
    claim = page.focused()
    holds(claim[0].startswith("line") and "leads to" in claim[1] and "¶" in claim[1], f"→ leads to {claim}")
    page.press(Keys.ARROW_RIGHT)
    holds(page.focused()[1] != claim[1], "→ turns to the next claim")
    page.press(Keys.ARROW_LEFT)
    equal(page.focused()[1], claim[1], "← turns back")
    page.press(Keys.ARROW_DOWN)
    neighbor = page.focused()
    holds(neighbor[0].startswith("node") and neighbor[1] != start[1], f"↓ leads to {neighbor}")
    holds(neighbor[1].split(",")[0] in claim[1], f"{neighbor[1]} is no end of {claim[1]}")
    page.press(Keys.ENTER)
    holds(page.text("#evidence h2") == page.run("return document.activeElement.textContent"), "Enter leads to the evidence")
    page.press(Keys.ESCAPE)
    equal(page.focused()[1], neighbor[1], "Esc leads back")
    page.press(Keys.ARROW_UP)
    equal(page.focused()[1], start[1], "↑ leads back")
    page.press(Keys.ARROW_LEFT, Keys.ENTER)
    holds(page.text("#evidence .kind").startswith("Claim"), "Enter on a claim")
    holds(page.count("#evidence .sources li") > 0, "a claim has sources")
    return page


def the_slider_hides_what_does_not_hold(bench):
    page = bench.page("--lang", "en").open()
    before = page.text("#shown")
    stops = page.data()["stops"]
    for year in ["1977", "2017", "2021"]:
        move = stops.index(year) + 1
        page.run("const slider = document.getElementById('moment'); slider.value = arguments[0]; slider.dispatchEvent(new Event('input', { bubbles: true }))", move)
        page.settle()
        for flags, certain in [([], False), (["--certain"], True)]:
            if page.run("return document.getElementById('certain').checked") != certain:
                page.find("#certain").click()
                page.settle()
            expected = json.loads(bench.hvgraph("export", "--html", "--as-of", year, *flags).decode().split('id="data">')[1].split("</script>")[0])
            shown = page.run("return [...document.querySelectorAll('#claims .line')].filter((line) => !line.classList.contains('gone')).length")
            equal(shown, len(expected["claims"]), f"claims at {year} {flags}")
            possible = page.run("return document.querySelectorAll('#claims .line.possible:not(.gone)').length")
            equal(possible, sum(expected["rows"][claim["row"]][0] == "1" for claim in expected["claims"]), f"possible claims at {year}")
    holds(page.text("#shown") != before and "hidden" in page.text("#shown"), page.text("#shown"))
    holds(page.find("#moment").get_attribute("aria-valuetext") == "2021", "the slider says its date")
    page.find("#reset").click()
    equal(page.text("#shown"), before, "after reset")
    page.find("#moment").send_keys(Keys.END)
    holds(page.text("#shown") != before, "the slider moves by keys")
    return page


def filters_hide_kinds_and_types(bench):
    page = bench.page("--lang", "en").open()
    page.run("document.querySelector('[data-none=kind]').click()")
    equal(page.count(".node:not(.gone)"), 0, "nodes")
    holds("hide everything" in page.text("#shown"), page.text("#shown"))
    page.run("document.querySelector('[data-kind]').click()")
    kept = page.run("return hvgraph.nodes.filter((node) => node.kind === 0).length")
    equal(page.count(".node:not(.gone)"), kept, "nodes of one kind")
    page.run("document.getElementById('reset').click(); document.querySelector('[data-none=type]').click()")
    equal(page.count("#claims .line:not(.gone)"), 0, "claims")
    return page


def addresses_open_what_they_name(bench):
    page = bench.page("--lang", "en").open("#node=dinh-tien-dung")
    equal(page.text("#evidence h2"), "Đinh Tiến Dũng", "node")
    first = page.data()["claims"][0]["id"]
    page.open(f"#claim={first}")
    holds(page.text("#evidence .kind").startswith("Claim"), "claim")
    holds(page.text("#evidence .sources") != "", "its sources")
    page.run("location.hash = '#node=anouphap-tounalom'")
    page.settle()
    equal(page.text("#evidence h2"), "Anouphap Tounalom", "another address")
    page.browser.back()
    page.settle()
    holds(page.text("#evidence .kind").startswith("Claim"), "Back leads back")
    for bad in ["#node=nobody", "#node=%E0%A4%A", "#path=a", "#path=,", "#claim=", "#node=__proto__", "#source-0", "#x"]:
        page.open(bad)
        equal(page.count("#evidence:not([hidden])"), 0, f"panels for {bad}")
    return page


def list_and_table_have_the_same_content(bench):
    page = bench.page("--lang", "en").open()
    page.find("#tab-list").click()
    equal(page.count("#view-list li"), len(page.data()["nodes"]), "nodes in the list")
    page.press(Keys.ARROW_RIGHT)
    equal(page.count("#view-table tbody tr"), len(page.data()["claims"]), "claims in the table")
    for column in range(6):
        dates = []
        for direction in ["ascending", "descending"]:
            page.run("const head = document.querySelectorAll('th button')[arguments[0]]; if (head.parentElement.getAttribute('aria-sort') !== arguments[1]) head.click(); "
                     "const again = document.querySelectorAll('th button')[arguments[0]]; if (again.parentElement.getAttribute('aria-sort') !== arguments[1]) again.click();", column, direction)
            equal(page.run("return document.querySelectorAll('th')[arguments[0]].getAttribute('aria-sort')", column), direction, "order")
            dates.append(page.run("return [...document.querySelectorAll('tbody tr')].map((row) => row.children[arguments[0]].textContent)", column))
        holds(dates[0] != dates[1] or len(set(dates[0])) == 1, f"column {column} is not sorted")
    page.run("document.querySelector('#view-table td a').click()")
    page.settle()
    holds(page.text("#evidence h2") != "", "a name in the table leads to the panel")
    return page


def names_on_the_drawing_do_not_overlap(bench):
    overlaps = """
        const boxes = [...document.querySelectorAll('#names text:not(.quiet):not(.gone)')].map((name) => [name.textContent, name.getBoundingClientRect()]);
        const found = [];
        boxes.forEach(([name, a], at) => boxes.slice(at + 1).forEach(([other, b]) => {
          if (a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 4 && b.top < a.bottom - 4) found.push(`${name} / ${other}`);
        }));
        return [boxes.length, found]"""
    for width in [1440, 390]:
        page = bench.page("--lang", "en", width=width).open()
        for _ in range(3):
            n_names, found = page.run(overlaps)
            holds(n_names > (5 if width < 600 else 15), f"only {n_names} names are shown")
            equal(found, [], f"overlapping names at {width}")
            page.run("document.getElementById('zoom-in').click()")
            page.settle()
    return page


def the_drawing_moves_and_zooms(bench):
    page = bench.page("--lang", "en").open()
    box = lambda: [float(part) for part in page.run("return document.getElementById('graph').getAttribute('viewBox')").split()]
    start = box()
    page.find("#zoom-in").click()
    holds(box()[2] < start[2], "the button zooms in")
    page.find("#zoom-fit").click()
    equal([round(part) for part in box()], [round(part) for part in start], "fitted again")
    svg = page.find("#graph")
    # From a corner, where no node is in the way.
    corner = ActionChains(page.browser).move_to_element_with_offset(svg, -svg.size["width"] // 2 + 12, -svg.size["height"] // 2 + 12)
    corner.click_and_hold().move_by_offset(60, 40).release().perform()
    holds(box()[0] < start[0] and box()[1] < start[1] and box()[2] == start[2], "a drag moves")
    page.run("document.querySelector('.node[tabindex=\"0\"]').focus()")
    before = box()
    page.press("+")
    holds(box()[2] < before[2], "+ zooms in")
    page.press("0")
    page.run("const svg = document.getElementById('graph'); svg.dispatchEvent(new WheelEvent('wheel', { deltaY: -200, bubbles: true, cancelable: true, clientX: 700, clientY: 400 }))")
    holds(box()[2] < start[2], "the wheel zooms")
    before = box()
    ActionChains(page.browser).key_down(Keys.SHIFT).send_keys(Keys.ARROW_RIGHT).key_up(Keys.SHIFT).perform()
    holds(box()[0] > before[0] and box()[2] == before[2], "Shift and → moves the view")
    before = box()
    touch = lambda name, points: page.browser.execute_cdp_cmd("Input.dispatchTouchEvent", {"type": name, "touchPoints": [{"x": x, "y": y, "id": at} for at, (x, y) in enumerate(points)]})
    touch("touchStart", [(600, 400), (700, 400)])
    touch("touchMove", [(560, 400), (740, 400)])
    touch("touchMove", [(520, 400), (780, 400)])
    touch("touchEnd", [])
    holds(box()[2] < before[2], "two fingers zoom")
    return page


def axe_finds_nothing(bench):
    for arguments, width, dark in [(("--lang", "en"), 1440, False), (("--lang", "vi"), 1440, True), (("--lang", "vi"), 360, False), (("--lang", "en"), 360, True)]:
        page = bench.page(*arguments, width=width, height=800, dark=dark)
        for address in ["", "#node=dinh-tien-dung", "#path=dinh-tien-dung,chanthabuly"]:
            page.open(address)
            equal(bench.violations(page), [], f"axe {arguments} {width} dark={dark} {address}")
        for tab in ["tab-list", "tab-table"]:
            page.run("document.getElementById(arguments[0]).click()", tab)
            equal(bench.violations(page), [], f"axe {arguments} {width} dark={dark} {tab}")
        page.run("document.querySelectorAll('details').forEach((details) => (details.open = true)); document.getElementById('theme').click()")
        page.find("#search").send_keys("an")
        equal(bench.violations(page), [], f"axe {arguments} {width} other theme, open lists")
    return page


def nothing_is_wider_than_a_phone(bench):
    for data in [[], ["--data", hostile_folder(bench)]]:
        page = bench.page(*data, "--lang", "vi", width=360, height=740)
        for address in ["", "#node=dinh-tien-dung", "#node=n00"]:
            page.open(address)
            equal(page.run("return document.documentElement.scrollWidth"), 360, f"width with {address}")
            for tab in ["tab-list", "tab-table"]:
                page.run("document.getElementById(arguments[0]).click()", tab)
                equal(page.run("return document.documentElement.scrollWidth"), 360, f"width of {tab}")
    return page


def hostile_names_run_nothing(bench):
    page = bench.page("--data", hostile_folder(bench), "--lang", "en").open()
    title = page.run("return document.title")
    for index in range(len(HOSTILE)):
        for address in [f"#node=n{index:02}", f"#claim=c{index:02}"]:
            page.run("location.hash = arguments[0]", address)
            page.settle()
            holds(page.text("#evidence h2") != "", f"{address} shows nothing")
    for tab in ["tab-list", "tab-table", "tab-graph"]:
        page.find(f"#{tab}").click()
    page.run("document.querySelectorAll('.node, .hit').forEach((one) => one.dispatchEvent(new PointerEvent('pointerover', { bubbles: true })))")
    equal(page.run("return document.title"), title, "title")
    equal(page.count("body b, body img, body script:not(#data):not(:last-of-type), body style, svg script"), 0, "elements made by names")
    links = page.run("return [...document.querySelectorAll('a')].map((link) => link.getAttribute('href'))")
    equal([link for link in links if not link.startswith(("#", "http://", "https://", "mailto:"))], [], "links")
    return page


def every_policy_is_needed_and_works(bench):
    page = bench.page("--lang", "en").open()
    # What the policy forbids is reported, so an empty list elsewhere means something.
    page.run("const script = document.createElement('script'); script.textContent = 'document.title = 1'; document.body.append(script)")
    page.run("const image = new Image(); image.src = 'http://127.0.0.1:9/x'; document.body.append(image); document.body.setAttribute('style', 'color: red')")
    page.run_async("setTimeout(arguments[0], 200)")
    reports = page.run("return window.reports")
    for directive in ["script-src", "img-src", "style-src"]:
        holds(any(report.startswith(directive) for report in reports), f"{directive} is not enforced: {reports}")
    holds(page.run("return document.title") != "1", "a foreign script ran")
    bench.browser.get_log("browser")
    return bench.page("--lang", "en").open()


def both_languages_are_whole(bench):
    for lang in ["vi", "en"]:
        page = bench.page("--lang", lang).open("#path=dinh-tien-dung,chanthabuly")
        equal(page.run("return document.documentElement.lang"), lang, "language")
        for address in ["#node=dinh-tien-dung", "#node=ha-noi", ""]:
            page.open(address)
            words = page.run("return document.body.innerText")
            equal([bad for bad in ["undefined", "{n", "[object", "NaN"] if bad in words], [], f"words in {lang}")
    return page


def printing_leaves_out_the_controls(bench):
    page = bench.page("--lang", "en", dark=True).open("#node=dinh-tien-dung")
    bench.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print", "features": [{"name": "prefers-color-scheme", "value": "dark"}]})
    hidden = page.run("return ['#search', '.zoom', '.tools', '#path-form'].filter((one) => document.querySelector(one).checkVisibility?.() && document.querySelector(one).offsetParent)")
    equal(hidden, [], "controls on paper")
    equal(page.run("return getComputedStyle(document.body).backgroundColor"), "rgb(255, 255, 255)", "paper")
    holds(page.run("return document.querySelector('.legend label').offsetParent !== null"), "the legend is printed")
    bench.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
    return page


def five_hundred_nodes_stay_small(bench):
    page = bench.page("--data", large_folder(bench), "--lang", "en")
    size = len(gzip.compress(page.file.read_bytes(), 9, mtime=0))
    page.open()
    equal((page.count(".node"), page.count("#claims .line")), (500, 1500), "nodes and claims")
    holds(size < LARGEST_GZIP, f"{size} bytes with gzip")
    print(f"  500 nodes, 1500 claims: {size} bytes with gzip")
    return page


def other_data_sets_and_parts_work(bench):
    for arguments in [["--data", REPOSITORY / "tests/data/regatta"], ["--focus", "Hoàn Kiếm", "--depth", 2], ["--kind", "Official"], ["--as-of", "2021"], ["--focus", "ha-noi", "--depth", 0]]:
        page = bench.page(*arguments).open()
        n_nodes = len(page.data()["nodes"])
        holds(page.count(".node") == n_nodes > 0, f"{arguments}: {n_nodes} nodes")
        for node in page.data()["nodes"][:20]:
            page.run("location.hash = '#node=' + encodeURIComponent(arguments[0])", node["id"])
            page.settle()
            equal(page.text("#evidence h2"), node["name"], "panel")
    return page


# --- data sets made for the checks ---


def small_schema():
    words = lambda text: {"vi": text, "en": text}
    kind = lambda label, **more: {"label": words(label), "shape": "box", "color": "#009E73", "props": {}, **more}
    knows = {"label": words("knows"), "reverse": words("is known by"), "from": ["Thing"], "to": ["Thing"], "props": {}}
    return {"version": 1, "name": "made", "title": words("Made"), "source_kind": "Text",
            "kinds": {"Thing": kind("Thing"), "Text": kind("Text", structural=True)}, "types": {"KNOWS": knows}}


def folder_of(bench, name, records):
    folder = bench.folder / name
    if not folder.exists():
        folder.mkdir()
        (folder / "schema.json").write_text(json.dumps(small_schema()))
        (folder / "a.json").write_text(json.dumps(records))
    return folder


def hostile_folder(bench):
    sources, nodes, claims = [], [], []
    for at, name in enumerate(HOSTILE):
        cite = [f"s{at:02}#1"]
        sources.append({"id": f"s{at:02}", "title": name, "author": name, "url": f"https://x.example/?q={''.join(name.split())[:200].replace(chr(0), '')}"})
        nodes.append({"id": f"n{at:02}", "kind": "Thing", "name": name, "gloss": name, "note": name, "cite": cite,
                      "aliases": [{"name": name, "cite": cite}], "derived": {"when": name}, "when": "2020"})
        claims.append({"id": f"c{at:02}", "type": "KNOWS", "from": f"n{at:02}", "to": f"n{(at + 1) % len(HOSTILE):02}", "cite": cite,
                       "note": name, "when": "2020", "derived": {"when": name}})
    claims.append({"id": "loop", "type": "KNOWS", "from": "n00", "to": "n00", "cite": ["s00#1"]})
    return folder_of(bench, "hostile", {"sources": sources, "nodes": nodes, "claims": claims})


def large_folder(bench):
    rng = random.Random(3)
    syllables = "an bình cường dũng giang hà khánh lan minh nam oanh phúc quân sơn thảo uyên vân xuân yến đức".split()
    name = lambda at: " ".join(rng.choice(syllables).capitalize() for _ in range(rng.randint(2, 6))) + f" {at}"
    nodes = [{"id": f"n{at}", "kind": "Thing", "name": name(at), "cite": [f"s{rng.randint(0, 9)}#{rng.randint(1, 40)}"]} for at in range(500)]
    claims = [{"id": f"claim-{at}-of-some-length", "type": "KNOWS", "from": f"n{min(rng.randint(0, 499), rng.randint(0, 499))}", "to": f"n{rng.randint(0, 499)}",
               "when": f"{rng.randint(1990, 2024)}-{rng.randint(1, 12):02}", "cite": [f"s{rng.randint(0, 9)}#{rng.randint(1, 40)}"]} for at in range(1500)]
    sources = [{"id": f"s{at}", "title": name(at)} for at in range(10)]
    return folder_of(bench, "large", {"sources": sources, "nodes": nodes, "claims": claims})


CHECKS = [
    search_finds_names_typed_without_marks, the_page_folds_names_as_the_program_does, a_path_is_the_program_s_and_is_lit, a_path_is_asked_for_by_name,
    the_keyboard_walks_along_claims, the_slider_hides_what_does_not_hold, filters_hide_kinds_and_types, addresses_open_what_they_name,
    list_and_table_have_the_same_content, names_on_the_drawing_do_not_overlap, the_drawing_moves_and_zooms, axe_finds_nothing,
    nothing_is_wider_than_a_phone, hostile_names_run_nothing, every_policy_is_needed_and_works, both_languages_are_whole,
    printing_leaves_out_the_controls, five_hundred_nodes_stay_small, other_data_sets_and_parts_work,
]


def main():
    arguments = argparse.ArgumentParser(description="Use the page of `hvgraph export --html` in Chromium.")
    arguments.add_argument("--hvgraph", default=REPOSITORY / "target/debug/hvgraph", type=pathlib.Path)
    arguments.add_argument("--axe", required=True, type=pathlib.Path, help="axe.min.js of axe-core 4")
    arguments.add_argument("--chromium", default="/usr/bin/chromium", type=pathlib.Path)
    arguments.add_argument("--chromedriver", default="/usr/bin/chromedriver", type=pathlib.Path)
    arguments.add_argument("--only", default="", help="only checks with this word in their name")
    options = arguments.parse_args()
    chosen = [check for check in CHECKS if options.only in check.__name__]
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(options, pathlib.Path(folder))
        try:
            for check in chosen:
                failed += not passes(bench, check)
        finally:
            bench.browser.quit()
    print(f"{len(chosen) - failed} passed, {failed} failed")
    return 1 if failed or not chosen else 0


def passes(bench, check):
    bench.browser.get_log("browser")
    try:
        page = check(bench)
        equal(page.complaints(), [], "complaints")
    except Exception:  # A check that cannot end is a check that failed.
        print(f"FAILED {check.__name__}", file=sys.stderr)
        traceback.print_exc(limit=-2)
        return False
    print(f"ok {check.__name__}")
    return True


if __name__ == "__main__":
    sys.exit(main())
