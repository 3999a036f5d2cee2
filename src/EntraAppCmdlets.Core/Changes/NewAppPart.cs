using EntraAppCmdlets.Graph;

namespace EntraAppCmdlets.Changes;

/// <summary>Something that a new application has from the start.</summary>
/// <param name="Put">Puts it into the request.</param>
/// <param name="Remember">Keeps what was written, because reads may show it later; gets the application (client) ID.</param>
internal sealed record NewAppPart(Action<ApplicationResource> Put, Action<Guid> Remember);
