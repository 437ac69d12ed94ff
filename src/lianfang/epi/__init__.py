"""The field epidemiologist's methods: plain Python with numpy and scipy, no Django."""
