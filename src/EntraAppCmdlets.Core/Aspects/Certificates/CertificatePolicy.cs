using System.Xml;
using EntraAppCmdlets.Connection;
using EntraAppCmdlets.Graph;
using static EntraAppCmdlets.Graph.ODataText;

namespace EntraAppCmdlets.Aspects.Certificates;

/// <summary>How long the app management policies let a certificate live: the policy that is assigned to the app counts before that of the tenant.</summary>
internal sealed class CertificatePolicy(CommandContext work)
{
    private const string Lifetime = "asymmetricKeyLifetime";

    /// <summary>The longest life; null without a limit, or where the account may not read the policies: the service decides then.</summary>
    public async Task<TimeSpan?> LongestLifeAsync(AppRegistration app, CancellationToken cancellationToken)
    {
        var requests = new List<GraphRequest>
        {
            GraphRequest.Get("policies/defaultAppManagementPolicy").Describe("read the tenant's policy for certificates"),
        };
        if (app.Id is { } id)
        {
            requests.Add(
                GraphRequest
                    .Get(Query($"applications/{id}/appManagementPolicies"))
                    .Describe($"read the policies that are assigned to '{app.DisplayName}'")
            );
        }

        var answers = await work.Graph.BatchAsync(requests, cancellationToken).ConfigureAwait(false);
        if (answers.ElementAtOrDefault(1) is { IsSuccess: true } assigned)
        {
            foreach (
                var policy in assigned
                    .Read(ResourceJson.Default.GraphPageAssignedPolicyResource)
                    .Value.Where(policy => policy.IsEnabled == true)
            )
            {
                if (Find(policy.Restrictions) is { } own)
                {
                    return Counts(own, app) ? Longest(own) : null;
                }
            }
        }

        return
            answers[0].IsSuccess
            && answers[0].Read(ResourceJson.Default.AppManagementPolicyResource) is { IsEnabled: true } ofTenant
            && Find(ofTenant.ApplicationRestrictions) is { } found
            && Counts(found, app)
            ? Longest(found)
            : null;
    }

    private static KeyRestriction? Find(AppManagementRestrictions? restrictions) =>
        restrictions?.KeyCredentials?.Find(item => string.Equals(item.RestrictionType, Lifetime, StringComparison.OrdinalIgnoreCase));

    private static bool Counts(KeyRestriction restriction, AppRegistration app) =>
        !string.Equals(restriction.State, "disabled", StringComparison.OrdinalIgnoreCase)
        && !(restriction.RestrictForAppsCreatedAfterDateTime is { } after && app.CreatedDateTime is { } made && made < after);

    private static TimeSpan? Longest(KeyRestriction restriction) =>
        restriction.MaxLifetime is { } life ? XmlConvert.ToTimeSpan(life) : null;
}
