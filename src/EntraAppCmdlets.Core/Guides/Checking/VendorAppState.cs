namespace EntraAppCmdlets.Guides;

/// <summary>All of an app that a guide can ask for, as the directory has it.</summary>
/// <param name="App">The app.</param>
/// <param name="IsEnabled">Whether its service principal is enabled; null where there is none.</param>
/// <param name="Consents">What is requested and granted.</param>
/// <param name="Owners">Who owns which of its objects.</param>
/// <param name="Assignments">Who is assigned.</param>
/// <param name="Federated">Its federated credentials.</param>
internal sealed record VendorAppState(
    AppRegistration App, bool? IsEnabled, IReadOnlyList<AppConsent> Consents, IReadOnlyList<AppOwner> Owners, IReadOnlyList<AppAssignment> Assignments,
    IReadOnlyList<AppCredential> Federated);
