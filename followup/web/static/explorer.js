// Starts Swagger UI on our own description; the address stands in the page, so nothing is inline.
const place = document.getElementById("explorer");
window.SwaggerUIBundle({ url: place.dataset.openapi, domNode: place, deepLinking: true, validatorUrl: null });
