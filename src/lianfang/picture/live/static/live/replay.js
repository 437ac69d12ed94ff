// Says the position of the slider while it is dragged; the page itself is fetched when it is let go.
document.addEventListener("input", (event) => {
  const slider = event.target;
  if (!slider.matches("[data-replay] input[type=range]")) return;
  slider.setAttribute("aria-valuetext", `第 ${slider.value} 步，共 ${slider.max} 步`);
});
