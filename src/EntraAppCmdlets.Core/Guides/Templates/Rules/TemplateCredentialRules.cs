using System.Text.Json;

namespace EntraAppCmdlets.Guides;

/// <summary>A product signs in with one kind of credential: where a guide offers several, a parameter chooses.</summary>
internal sealed class TemplateCredentialRules(CheckedTemplate subject) : TemplateRuleSet(subject)
{
    public override void Check()
    {
        CheckUnique("federatedCredentials", "name", "federated credential", Template.FederatedCredentials.Select(item => item.When));
        foreach (var (entry, item) in Entries("federatedCredentials").Zip(Template.FederatedCredentials))
        {
            var forms = new (string Name, object? Form)[]
            {
                ("kubernetes", item.Kubernetes),
                ("gitHub", item.GitHub),
                ("managedIdentity", item.ManagedIdentity),
                ("issuer", item.Issuer),
            };
            if (forms.Count(form => form.Form is not null) != 1)
            {
                Faults.Add(entry, "oneOf", $"A federated credential has one of {string.Join(", ", forms.Select(form => form.Name))}.");
                continue;
            }

            if (
                item.GitHub is { } gitHub
                && new[] { gitHub.Branch is not null, gitHub.Environment is not null, gitHub.Tag is not null, gitHub.PullRequest }.Count(
                    given => given
                ) != 1
            )
            {
                Faults.Add(entry.Member("gitHub")!, "oneOf", "A GitHub repository has one of branch, environment, tag and pullRequest.");
                continue;
            }

            if (!entry.AllTexts.Any(text => Placeholder.NamesIn(text.Text).Any()))
            {
                // The tenant's own values are as good as any: they always match.
                Check(entry, "federated", () => item.ToRequest(text => Placeholder.Fill(text, _ => "https://login.microsoftonline.com")));
            }
        }

        if (Template.SeveralCredentials)
        {
            return;
        }

        var kinds = new List<(PositionedJson At, string Kind, IReadOnlyDictionary<string, JsonElement>? When)>();
        if (Template.Secret is { } secret)
        {
            kinds.Add((Json.Member("secret")!, "a client secret", secret.When));
        }

        if (Template.Certificate is { } certificate)
        {
            kinds.Add((Json.Member("certificate")!, "a certificate", certificate.When));
        }

        kinds.AddRange(
            Entries("federatedCredentials")
                .Zip(Template.FederatedCredentials)
                .Select(pair => (pair.First, "a federated credential", pair.Second.When))
        );
        foreach (var (at, kind, when) in kinds)
        {
            if (kinds.Find(other => other.Kind != kind && !Conditions.Exclude(when, other.When)) is { Kind: { } also })
            {
                Faults.Add(
                    at,
                    "oneOf",
                    $"The template may ask for {kind} and for {also} at once; give both a condition on one parameter, each with other values."
                );
                return;
            }
        }
    }
}
