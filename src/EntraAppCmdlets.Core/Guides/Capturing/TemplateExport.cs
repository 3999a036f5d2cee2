using System.Text;
using System.Text.RegularExpressions;
using EntraAppCmdlets.Aspects;

namespace EntraAppCmdlets.Guides;

/// <summary>An app as a template that was read back and held against the app.</summary>
/// <param name="Template">The template, with the values of the app as it is.</param>
/// <param name="NotCaptured">What it leaves out.</param>
internal sealed partial record TemplateExport(VendorTemplate Template, IReadOnlyList<AppCaptureGap> NotCaptured)
{
    /// <summary>Makes the template, reads it as anybody will, and reports what it doesn't say as the app has it.</summary>
    /// <param name="capture">The app.</param>
    /// <param name="id">How commands name it; null for a name made of the app's.</param>
    /// <param name="day">The day of the export.</param>
    /// <param name="tenant">The values of the names of the tenant.</param>
    /// <exception cref="AppException">TemplateIdInvalid.</exception>
    public static TemplateExport Of(AppCapture capture, string? id, DateTimeOffset day, Func<string, string?> tenant)
    {
        if (id is not null && !Id().IsMatch(id))
        {
            throw CaptureErrors.TemplateIdInvalid(id);
        }

        var template = capture.ToTemplate(id, day);
        var lost = SpecComparison.Compare(capture.Spec.Facts(), Said(template, tenant));
        if (lost.Count > 0)
        {
            capture = capture with
            {
                Gaps =
                [
                    .. capture.Gaps,
                    .. lost.Select(item => new AppCaptureGap
                    {
                        Property = item.Property,
                        Value = item.Left,
                        Reason = $"The template makes it so: {item.Right}.",
                    }),
                ],
            };
            template = capture.ToTemplate(id, day);
        }

        return new TemplateExport(template, capture.Gaps);
    }

    /// <summary>The text of the file.</summary>
    /// <param name="includeValues">Whether the values are in it.</param>
    public string Text(bool includeValues) => TemplateText.Of(includeValues ? Template : Template with { Values = null });

    /// <summary>What somebody who reads the file gets to know of the app.</summary>
    private static IEnumerable<SpecFact> Said(VendorTemplate template, Func<string, string?> tenant)
    {
        var read = TemplateReader.Read(template.Id, Encoding.UTF8.GetBytes(TemplateText.Of(template)));
        var input = VendorInput.Resolve(read, new Dictionary<string, object>(), tenant);
        return VendorGuide.Of(read, input, new AppNaming()).Spec.Facts();
    }

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9-]{0,39}$")]
    private static partial Regex Id();
}
