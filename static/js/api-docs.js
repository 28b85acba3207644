// Shows the API's document with Swagger UI. A token typed into it stays in this page's memory only.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const place = document.getElementById("api-docs");
  window.SwaggerUIBundle({
    url: place.dataset.schema,
    domNode: place,
    deepLinking: true,
    // Headings first: of more than some 137 open operations it draws those in view, and no search finds the others.
    docExpansion: "none",
    defaultModelsExpandDepth: 0,
    displayRequestDuration: true,
    persistAuthorization: false,
    validatorUrl: null,
  });
});
