document.body.classList.add("live");
tab("relations");
