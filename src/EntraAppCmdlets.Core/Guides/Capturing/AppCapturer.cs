using System.Text.Json;
using EntraAppCmdlets.Aspects;
using EntraAppCmdlets.Aspects.AppRoles;
using EntraAppCmdlets.Aspects.Assignments;
using EntraAppCmdlets.Aspects.Certificates;
using EntraAppCmdlets.Aspects.Claims;
using EntraAppCmdlets.Aspects.Consent;
using EntraAppCmdlets.Aspects.Credentials;
using EntraAppCmdlets.Aspects.DirectoryRoles;
using EntraAppCmdlets.Aspects.ExposedApi;
using EntraAppCmdlets.Aspects.Federated;
using EntraAppCmdlets.Aspects.Groups;
using EntraAppCmdlets.Aspects.Owners;
using EntraAppCmdlets.Aspects.Permissions;
using EntraAppCmdlets.Aspects.Registration;
using EntraAppCmdlets.Connection;
using EntraAppCmdlets.Graph;

namespace EntraAppCmdlets.Guides;

/// <summary>Reads a live app as data: every aspect says what it sees, and what no aspect accounts for is reported.</summary>
internal sealed class AppCapturer(CommandContext work)
{
    /// <summary>Reads an app.</summary>
    /// <param name="app">The app; it may have changed since it was read.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<AppCapture> CaptureAsync(AppRegistration app, CancellationToken cancellationToken)
    {
        var reader = new AppReader(work);
        app = app.Id is null
            ? await reader.GetAsync(app.AppId, cancellationToken).ConfigureAwait(false)
            : await reader.RefreshAsync(app, cancellationToken).ConfigureAwait(false);
        var plan = new CapturePlan(work, Blank(app)) { App = app, IsThere = true };
        var (application, principal) = (default(JsonElement?), default(JsonElement?));
        await plan.ReadAsync(
                aspect => aspect.Look(plan, cancellationToken),
                cancellationToken,
                async side => application = await WholeAsync(side, app, "applications", app.Id, cancellationToken).ConfigureAwait(false),
                async side =>
                    principal = await WholeAsync(side, app, "servicePrincipals", app.ServicePrincipalId, cancellationToken)
                        .ConfigureAwait(false)
            )
            .ConfigureAwait(false);
        var parts = new List<SpecPart>();
        foreach (var aspect in plan.Aspects)
        {
            parts.Add(await aspect.CaptureAsync(plan, cancellationToken).ConfigureAwait(false));
        }

        foreach (var (property, value) in OtherProperties.Of(application, principal, plan.Aspects.SelectMany(aspect => aspect.Properties)))
        {
            plan.Lacks(property, value, "This module doesn't know it. Set it in the portal or with Invoke-AppGraphRequest.");
        }

        return new AppCapture(plan.App, new AppSpec("", parts), plan.Gaps, TenantNames.Of(work.Connection));
    }

    /// <summary>A specification with a part of every kind that says nothing.</summary>
    public static AppSpec Blank(AppRegistration app) =>
        new(
            "",
            [
                app.Id is null
                    ? new VendorAppSpec(app.AppId, app.DisplayName)
                    : new RegistrationSpec(
                        new RegistrationRequest
                        {
                            DisplayName = app.DisplayName,
                            UniqueName = app.UniqueName ?? RegistrationRules.DefaultUniqueName(app.DisplayName),
                        }
                    ),
                new ExposedApiSpec(),
                new AppRolesSpec(),
                new ClaimsSpec(),
                new PermissionsSpec(),
                new ServicePrincipalSpec(),
                new ConsentSpec(),
                new CredentialsSpec(),
                new CertificatesSpec(null, null, null),
                new FederatedCredentialsSpec(),
                new OwnersSpec(),
                new AssignmentsSpec(),
                new DirectoryRolesSpec(),
                new GroupMembershipSpec(),
            ]
        );

    /// <summary>An object with all that the service shows of it, without a choice of properties: one that this module doesn't know must be seen too.</summary>
    private static async Task<JsonElement?> WholeAsync(
        CommandContext side,
        AppRegistration app,
        string collection,
        Guid? id,
        CancellationToken cancellationToken
    ) =>
        id is null
            ? null
            : await side.ReadAsync(
                    app,
                    cancel =>
                        side.Graph.SendAsync(
                            GraphRequest.Get($"{collection}/{id}").Describe($"read all of '{app.DisplayName}'"),
                            GraphJson.Default.JsonElement,
                            cancel
                        ),
                    cancellationToken
                )
                .ConfigureAwait(false);
}
