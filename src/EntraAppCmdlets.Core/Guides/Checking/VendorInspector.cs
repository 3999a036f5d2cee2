using EntraAppCmdlets.Aspects.Assignments;
using EntraAppCmdlets.Aspects.Consent;
using EntraAppCmdlets.Aspects.Federated;
using EntraAppCmdlets.Aspects.Owners;
using EntraAppCmdlets.Aspects.Principals;
using EntraAppCmdlets.Aspects.Registration;
using EntraAppCmdlets.Changes;
using EntraAppCmdlets.Connection;
using EntraAppCmdlets.Graph;

namespace EntraAppCmdlets.Guides;

/// <summary>Reads what a guide asks for of a live app, in as few round trips as there are dependencies, and compares.</summary>
internal sealed class VendorInspector(CommandContext work)
{
    /// <summary>The differences; none if the app is as its guide says.</summary>
    /// <param name="design">What the guide asks for.</param>
    /// <param name="app">The app; null to find it as Install-VendorApp would.</param>
    /// <param name="trouble">Takes an error for each user or group that the parameters name and that is not there; then nothing is compared.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<IReadOnlyList<VendorAppFinding>> InspectAsync(AppSpec design, AppRegistration? app, ICollection<AppException> trouble, CancellationToken cancellationToken)
    {
        IReadOnlyList<Principal> owners = [], assignees = [];
        string? deleted = null;
        await work.TogetherAsync(
            async side =>
            {
                if (app is null)
                    (app, deleted) = await FindAsync(side, design, cancellationToken).ConfigureAwait(false);
                else
                    app = await new RegistrationService(side).WithServicePrincipalAsync(app, cancellationToken).ConfigureAwait(false);
            },
            async side => owners = await VendorPeople.OwnersAsync(side, design, trouble, cancellationToken).ConfigureAwait(false),
            async side => assignees = await VendorPeople.AssigneesAsync(side, design, trouble, cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
        if (trouble.Count > 0)
            return [];
        return app is null
            ? [VendorComparison.Missing(design, deleted)]
            : new VendorComparison(design, await ReadAsync(app, cancellationToken).ConfigureAwait(false), owners, assignees, work.Clock.GetUtcNow()).Findings();
    }

    private async Task<VendorAppState> ReadAsync(AppRegistration found, CancellationToken cancellationToken)
    {
        var app = found;
        bool? enabled = null;
        IReadOnlyList<AppConsent> consents = [];
        IReadOnlyList<AppOwner> owners = [];
        IReadOnlyList<AppAssignment> assignments = [];
        IReadOnlyList<AppCredential> federated = [];
        List<Func<CommandContext, Task>> reads =
        [
            async side => consents = await new ConsentService(side).GetAsync(found, cancellationToken).ConfigureAwait(false),
        ];
        if (found.Id is not null)
            reads.Add(async side => federated = await new FederatedCredentialService(side).ReadAsync(found, cancellationToken).ConfigureAwait(false));
        if (found.Id is not null)
            reads.Add(async side => app = await new ApplicationEditor(side).ReadAsync(found, cancellationToken).ConfigureAwait(false));
        if (found.ServicePrincipalId is { } principal)
        {
            reads.Add(async side => owners = await new OwnerService(side).GetAsync(found, AppOwnerTarget.Both, cancellationToken).ConfigureAwait(false));
            reads.Add(async side => assignments = await new AssignmentService(side).GetAsync(found, cancellationToken).ConfigureAwait(false));
            reads.Add(async side => enabled = (await side.Graph.SendAsync(
                GraphRequest.Get(ODataText.Query($"servicePrincipals/{principal}").Select("id", "accountEnabled")).Describe($"read whether '{found.DisplayName}' is enabled"),
                ResourceJson.Default.ServicePrincipalResource, cancellationToken).ConfigureAwait(false)).AccountEnabled);
        }

        await work.TogetherAsync(reads).ConfigureAwait(false);
        return new VendorAppState(app, enabled, consents, owners, assignments, federated);
    }

    /// <summary>The app that the guide's own name or unique name leads to, or the deleted one.</summary>
    /// <exception cref="AppException">AppAmbiguous.</exception>
    private static async Task<(AppRegistration? App, string? Deleted)> FindAsync(CommandContext side, AppSpec design, CancellationToken cancellationToken)
    {
        var registrations = new RegistrationService(side);
        if (design.Registration is not { } request)
            return (await registrations.FindAsync(design.VendorAppId!.Value, cancellationToken).ConfigureAwait(false), null);
        var found = await registrations.FindByNameAsync(request.DisplayName, cancellationToken).ConfigureAwait(false);
        var own = found.FirstOrDefault(app => app.UniqueName == request.UniqueName);
        if (own is not null || found.Count == 1)
            return (await registrations.WithServicePrincipalAsync(own ?? found[0], cancellationToken).ConfigureAwait(false), null);
        if (found.Count > 1)
            throw RegistrationErrors.AppAmbiguous(request.DisplayName, found);
        var deleted = await new DeletedAppService(side).FindAsync(request.DisplayName, cancellationToken).ConfigureAwait(false);
        return (null, deleted?.AppId.ToString());
    }
}
