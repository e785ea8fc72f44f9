const tooDear = "Le prix d’une offre ne peut excéder 300 euros.";

/** What the portal reads for each reason that the deciders give for a wrong field. */
const sentences: Readonly<Record<string, string>> = {
  unknown: "Cette sous-catégorie n'existe pas",
  "not selectable": "Cette sous-catégorie ne peut plus être choisie",
  "required for this subcategory": "Ce champ est obligatoire",
  "required for an event": "Ce champ est obligatoire pour un évènement",
  "required for a thing": "Ce champ est obligatoire",
  "must have 13 digits": "Un EAN est composé de 13 chiffres",
  "another offer has it": "Une offre avec cet EAN existe déjà. Vous pouvez la retrouver dans l'onglet Offres.",
  "not allowed for this subcategory": "Cette sous-catégorie ne permet pas les réservations duo",
  "must not contain an EAN": "Le titre d'une offre ne peut contenir l'EAN",
  "must be below 24 hours": "La durée doit être inférieure à 24 heures",
  "more than two years ahead": "La publication ne peut pas être prévue plus de deux ans à l'avance",
  "booking limit after the beginning":
    "La date limite de réservation ne peut être postérieure à la date de début de l'évènement",
  "before the publication": "La date limite de réservation ne peut pas précéder la publication de l'offre",
  "before bookings are allowed": "La date limite de réservation ne peut pas précéder l'ouverture des réservations",
  "a thing has no beginning": "Seul un évènement a une date de début",
  "price above the limit": tooDear,
  "must be unique": "Price categories must be unique",
  "cannot delete price categories on non-draft offers": "Cannot delete price categories on non-draft offers",
  "a stock uses the price category": "Un stock utilise ce tarif",
  "a stock already has this price": "Un stock a déjà ce tarif : son prix ne peut plus changer",
};

/** The French sentence for a decider's reason; a reason without one is told as it is, in English. */
export const sentenceOf = (reason: string): string => sentences[reason] ?? reason;
