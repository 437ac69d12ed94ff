/* Six kinds of chart over ECharts. Each reads the JSON beside it; its table twin is in the page already. */
(() => {
  "use strict";
  const dark = document.documentElement.dataset.bsTheme === "dark";
  const INK = dark ? "#b4cbd0" : "#465a60", LINE = dark ? "#1f4650" : "#dde4e5";
  const COLOURS = dark
    ? ["#4cc3d6", "#ffb347", "#8fb7ff", "#57d39a", "#ff8f76", "#c3a8ff", "#d9d97a"]
    : ["#0b6070", "#e08a1e", "#3f78b8", "#3d9970", "#cf3a22", "#7a63b8", "#8a8f2a"];
  const TONES = { bad: "#cf3a22", warn: "#e59a12", good: "#2a9463", info: "#3f78b8", muted: "#93a5aa" };
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const font = getComputedStyle(document.body).fontFamily;
  const base = (unit) => ({
    color: COLOURS, animation: !still, animationDuration: 350,
    textStyle: { fontFamily: font, color: INK },
    tooltip: { trigger: "axis", confine: true, valueFormatter: (value) => (value == null ? "—" : `${value}${unit || ""}`) },
    aria: { enabled: true, decal: { show: false } },
  });
  const axis = { axisLine: { lineStyle: { color: LINE } }, axisTick: { show: false }, axisLabel: { color: INK, hideOverlap: true }, splitLine: { lineStyle: { color: LINE } } };

  function cartesian(data, type, stacked) {
    const category = { type: "category", data: data.labels, ...axis, splitLine: { show: false } };
    const value = { type: "value", minInterval: data.whole === false ? 0 : 1, ...axis };
    const single = data.series.length < 2;
    return {
      ...base(data.unit),
      grid: { left: 8, right: 16, top: single ? 12 : 34, bottom: 4, containLabel: true },
      legend: single ? undefined : { top: 0, left: 0, icon: "roundRect", itemWidth: 12, itemHeight: 8, textStyle: { color: INK } },
      xAxis: data.flat ? value : category,
      yAxis: data.flat ? { ...category, inverse: true } : value,
      series: data.series.map((row) => ({
        name: row.name, type, data: row.data, stack: stacked ? "all" : undefined, barMaxWidth: 26,
        itemStyle: { color: TONES[row.tone], borderRadius: type === "bar" && !stacked ? (data.flat ? [0, 3, 3, 0] : [3, 3, 0, 0]) : 0 },
        lineStyle: { width: 2.25, color: TONES[row.tone], type: row.dashed ? "dashed" : "solid" },
        symbol: "circle", symbolSize: 5, showSymbol: data.labels.length < 40, emphasis: { focus: "series" },
        markLine: row.limit == null ? undefined : { symbol: "none", silent: true, data: [{ yAxis: row.limit }], lineStyle: { color: TONES.bad }, label: { formatter: `警戒 ${row.limit}`, color: TONES.bad } },
      })),
    };
  }

  const KINDS = {
    line: (data) => cartesian(data, "line", false),
    bar: (data) => cartesian(data, "bar", false),
    stack: (data) => cartesian(data, "bar", true),
    donut: (data) => {
      const values = data.labels.map((name, place) => ({ name, value: data.series[0].data[place], itemStyle: { color: TONES[data.tones?.[place]] } }));
      const total = values.reduce((sum, row) => sum + (row.value || 0), 0);
      return {
        ...base(data.unit),
        tooltip: { trigger: "item", confine: true },
        title: { text: String(total), subtext: data.unit || "", left: "center", top: "33%", textStyle: { fontSize: 24, color: dark ? "#eaf4f5" : "#12262b", fontFamily: font }, subtextStyle: { color: INK } },
        legend: { bottom: 0, icon: "circle", itemWidth: 9, textStyle: { color: INK } },
        series: [{ type: "pie", radius: ["52%", "74%"], center: ["50%", "43%"], data: values, label: { show: false }, itemStyle: { borderColor: dark ? "#0e2f38" : "#fff", borderWidth: 2 } }],
      };
    },
    graph: (data) => {
      const groups = [...new Set(data.nodes.map((node) => node.group || ""))];
      return {
        ...base(""),
        tooltip: { confine: true },
        legend: groups.length > 1 ? { top: 0, left: 0, icon: "circle", itemWidth: 9, data: groups, textStyle: { color: INK } } : undefined,
        series: [{
          type: "graph", layout: "force", roam: true, draggable: true, force: { repulsion: 190, edgeLength: 80, layoutAnimation: !still },
          categories: groups.map((name) => ({ name })),
          data: data.nodes.map((node) => ({ ...node, id: String(node.id), category: groups.indexOf(node.group || ""), symbolSize: node.size || 18 })),
          links: data.links.map((link) => ({ source: String(link.source), target: String(link.target), label: { show: Boolean(link.label), formatter: link.label, color: INK, fontSize: 11 } })),
          label: { show: true, position: "bottom", color: INK }, edgeSymbol: ["none", "arrow"], edgeSymbolSize: 7, lineStyle: { color: "#93a5aa", curveness: 0.08 },
        }],
      };
    },
    map: (data) => {
      if (data.areas) window.echarts.registerMap("county", data.areas);
      const largest = Math.max(1, ...data.points.map((point) => Math.abs(point.value) || 0));
      const hidden = { show: false, scale: true };
      return {
        ...base(data.unit),
        tooltip: { confine: true, formatter: (shown) => `${shown.name}：${shown.value?.[2] ?? "—"}${data.unit || ""}` },
        ...(data.areas
          ? { geo: { map: "county", roam: true, itemStyle: { areaColor: dark ? "#12414c" : "#e8f0f1", borderColor: dark ? "#2a5763" : "#b9c9cc" }, emphasis: { label: { show: false } } } }
          : { grid: { left: 30, right: 70, top: 24, bottom: 20 }, xAxis: hidden, yAxis: hidden }),
        series: [{
          type: "scatter", coordinateSystem: data.areas ? "geo" : "cartesian2d",
          data: data.points.map((point) => ({ name: point.name, value: [point.x, point.y, point.value], url: point.url, symbolSize: 9 + 30 * Math.sqrt((Math.abs(point.value) || 0) / largest), itemStyle: { color: TONES[point.tone], opacity: 0.85 } })),
          label: { show: true, formatter: "{b}", position: "right", color: INK, fontSize: 12 }, labelLayout: { hideOverlap: true },
        }],
      };
    },
  };

  function drawOne(canvas) {
    const source = document.getElementById(canvas.dataset.source);
    const build = KINDS[canvas.dataset.chart];
    if (!source || !build) return;
    const data = JSON.parse(source.textContent);
    const chart = window.echarts.getInstanceByDom(canvas) || window.echarts.init(canvas, null, { renderer: "canvas" });
    chart.setOption(build(data), true);
    chart.off("click");
    chart.on("click", (event) => {
      const address = event.data?.url || data.urls?.[event.dataIndex];
      if (address) location.assign(address);
    });
    new ResizeObserver(() => chart.resize()).observe(canvas);
  }

  window.lfCharts = { draw: (root) => root.querySelectorAll("[data-chart]").forEach(drawOne) };
})();
