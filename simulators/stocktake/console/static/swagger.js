"use strict";
// Starts Swagger UI on the document that the page names.

(() => {
  const place = document.getElementById("swagger");
  window.SwaggerUIBundle({
    url: place.dataset.document,
    domNode: place,
    deepLinking: false,
    validatorUrl: null,
    defaultModelsExpandDepth: -1,
    tryItOutEnabled: true,
  });
})();
